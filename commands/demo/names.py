"""The countries of the generated portfolio: how companies and people are called there, in their own scripts.

All of it is made up from common words and common names. A surname with a slash has a form for men and one for women.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from commands.demo.dice import Dice

__all__ = ["COUNTRIES", "Country", "city", "company", "person"]


class Country(NamedTuple):
    """What is needed to make up clients of one country.

    Attributes:
        share: how many of every twenty clients are there.
        zone: hours ahead of UTC.
        pattern: how a company is called, from a stem and a trade.
        order: how a person is called, from a given name and a surname.
    """

    code: str
    region: str
    locale: str
    currency: str
    share: int
    zone: int
    cities: str
    pattern: str
    stems: str
    trades: str
    order: str
    men: str
    women: str
    surnames: str


COUNTRIES = (
    Country(
        code="AZ",
        region="Caucasus/Azerbaijan",
        locale="az-AZ",
        currency="AZN",
        share=5,
        zone=4,
        cities="Baku Ganja Sumqayıt Lankaran Şəki",
        pattern="{stem} {trade} MMC",
        stems="Xəzər Araz Günəş Şərq Zirvə Nəsimi Odlar Qızılgül İpəkyolu Ağdaş Çinar Bəhrə",
        trades="Ticarət Market Ərzaq Qida Təchizat Logistika",
        order="{given} {surname}",
        men="Elçin Rəşad Orxan Tural Vüqar İlqar Fərid Kənan",
        women="Aysel Günel Ləman Nigar Şəbnəm Vüsalə Aytən İlahə",
        surnames="Əliyev/Əliyeva Məmmədov/Məmmədova Hüseynov/Hüseynova Quliyev/Quliyeva İsmayılov/İsmayılova "
        "Cəfərov/Cəfərova Rzayev/Rzayeva Abbasov/Abbasova Nəbiyev/Nəbiyeva",
    ),
    Country(
        code="RO",
        region="Europe/Romania",
        locale="ro-RO",
        currency="RON",
        share=4,
        zone=2,
        cities="București Cluj-Napoca Timișoara Iași Brașov",
        pattern="{stem} {trade} SRL",
        stems="Carpați Dunărea Ceahlău Țara Soarele Bucegi Mureș Zorile Stejarul Făgăraș Prahova Codrii",
        trades="Distribuție Comerț Alimentar Market Retail Gustări",
        order="{given} {surname}",
        men="Andrei Ștefan Mihai Răzvan Cătălin Ionuț Bogdan Radu",
        women="Ioana Mădălina Ruxandra Anca Ștefania Crina Simona Ilinca",
        surnames="Popescu Ionescu Munteanu Țepeș Rădulescu Stănescu Dumitrașcu Bălan Ungureanu Moțoc",
    ),
    Country(
        code="TH",
        region="Asia/Thailand",
        locale="th-TH",
        currency="THB",
        share=3,
        zone=7,
        cities="Bangkok Chiang-Mai Khon-Kaen Phuket",
        pattern="บริษัท {stem}{trade} จำกัด",
        stems="สยาม รุ่งเรือง ไทยเจริญ มั่งมี ศรีสุข ทองดี แสงทอง พูนผล เพชรงาม ชัยมงคล",
        trades="พาณิชย์ ค้าปลีก การค้า มาร์เก็ต ซัพพลาย ฟู้ดส์",
        order="{given} {surname}",
        men="ณัฐพล สมชาย กิตติ ธนกร ปิยะ วรพงษ์ อนุชา ศักดิ์ชัย",
        women="สุดารัตน์ พิมพ์ใจ ณัฐธิดา กัญญา วราภรณ์ อรทัย ชลธิชา มาลี",
        surnames="ศรีสวัสดิ์ ทองคำ แก้วมณี บุญมา วงศ์สวัสดิ์ สุขใจ จันทร์เพ็ญ รัตนกุล พงษ์ไพร",
    ),
    Country(
        code="AL",
        region="Europe/Albania",
        locale="sq-AL",
        currency="ALL",
        share=3,
        zone=1,
        cities="Tirana Durrës Vlorë Shkodër",
        pattern="{stem} {trade} SHPK",
        stems="Adriatiku Shqiponja Dajti Ylberi Iliria Jonianët Drini Kështjella Ulliri Pranvera",
        trades="Tregti Market Ushqime Shpërndarje Import",
        order="{given} {surname}",
        men="Gëzim Arben Ilir Besnik Dritan Agron Përparim Fatos",
        women="Mirela Drita Elira Vjosa Teuta Rudina Blerta Çlirimtare",
        surnames="Hoxha Shehu Kelmendi Dervishi Gjoka Çela Prifti Bërdica Marku Lleshi",
    ),
    Country(
        code="HU",
        region="Europe/Hungary",
        locale="hu-HU",
        currency="HUF",
        share=2,
        zone=1,
        cities="Budapest Debrecen Szeged Győr Pécs",
        pattern="{stem} {trade} Kft.",
        stems="Duna Tisza Mátra Bükk Őrség Hortobágy Pannon Zöldág Sárköz Fehérló",
        trades="Kereskedelmi Élelmiszer Áruház Nagyker Ellátó",
        order="{surname} {given}",
        men="István Gábor Zoltán Balázs Ferenc Jenő Márton Sándor",
        women="Eszter Ágnes Zsófia Katalin Tünde Emőke Ilona Réka",
        surnames="Kovács Szűcs Tóth Nagy Horváth Kőszegi Fülöp Lengyel Bartók Somogyi",
    ),
    Country(
        code="GE",
        region="Caucasus/Georgia",
        locale="ka-GE",
        currency="EUR",
        share=1,
        zone=4,
        cities="Tbilisi Batumi Kutaisi",
        pattern="შპს {stem} {trade}",
        stems="კავკასია მთაწმინდა არაგვი კოლხეთი ნარიყალა იბერია",
        trades="ვაჭრობა მარკეტი დისტრიბუცია სურსათი",
        order="{given} {surname}",
        men="გიორგი ლევან დავით ირაკლი ზურაბ",
        women="ნინო თამარ მარიამ ეკა სოფიო",
        surnames="ბერიძე კაპანაძე გელაშვილი ლომიძე მაისურაძე წერეთელი",
    ),
    Country(
        code="GR",
        region="Europe/Greece",
        locale="el-GR",
        currency="EUR",
        share=1,
        zone=2,
        cities="Athens Thessaloniki Patras",
        pattern="{stem} {trade} ΕΠΕ",
        stems="Αιγαίο Όλυμπος Ήλιος Δωδώνη Λευκός Κυκλάδες",
        trades="Εμπορική Τρόφιμα Διανομές Αγορά",
        order="{given} {surname}",
        men="Γιώργος Νίκος Δημήτρης Κώστας Παύλος",
        women="Μαρία Ελένη Σοφία Κατερίνα Δέσποινα",
        surnames="Παπαδόπουλος/Παπαδοπούλου Νικολάου Γεωργίου Δημητρίου Βασιλείου Ιωάννου",
    ),
    Country(
        code="TR",
        region="Anatolia/Turkey",
        locale="tr-TR",
        currency="EUR",
        share=1,
        zone=3,
        cities="İstanbul İzmir Ankara",
        pattern="{stem} {trade} A.Ş.",
        stems="Ege Işık Toros Boğaziçi Yıldız Çınar Güneş",
        trades="Ticaret Gıda Pazarlama Mağazacılık",
        order="{given} {surname}",
        men="Emre Çağrı İbrahim Oğuz Barış Işın",
        women="Ayşe Gülşen Elif Şule İpek Zeynep",
        surnames="Yılmaz Çelik Şahin Öztürk Kılıç Işıklı",
    ),
)
"""Every country of the portfolio; their shares add up to twenty."""


@cache
def _words(table: str) -> tuple[str, ...]:
    return tuple(table.split())


def company(country: Country, number: int) -> str:
    """The name of a country's company, by its number there (from 0); no two have the same."""
    stems, trades = _words(country.stems), _words(country.trades)
    round_, place = divmod(number, len(stems) * len(trades))
    # Neighbours differ in both words; each stem still meets each trade once before a number is added.
    stem = place % len(stems)
    trade = (place // len(stems) + stem) % len(trades)
    name = country.pattern.format(stem=stems[stem], trade=trades[trade])
    return f"{name} {round_ + 1}" if round_ else name


def city(country: Country, dice: Dice) -> str:
    """One of a country's cities, in English, as it stands in a territory's path."""
    return dice.pick(_words(country.cities))


def person(country: Country, dice: Dice) -> str:
    """The name of a person of that country."""
    woman = dice.chance(0.5)
    given = dice.pick(_words(country.women if woman else country.men))
    man_or_both, _, of_woman = dice.pick(_words(country.surnames)).partition("/")
    return country.order.format(given=given, surname=of_woman if woman and of_woman else man_or_both)
