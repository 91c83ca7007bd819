"""What managers write in their reports, each in the language of the client's country; {n} is a number."""

from __future__ import annotations

from typing import NamedTuple

from commands.demo.dice import Dice

__all__ = ["PHRASES", "Phrases", "report"]


class Phrases(NamedTuple):
    """One language's phrases: why we go, what we saw, what was agreed, what the client needs."""

    purposes: tuple[str, ...]
    seen: tuple[str, ...]
    agreed: tuple[str, ...]
    needs: tuple[str, ...]


PHRASES = {
    "az": Phrases(
        ("Rəfləri yoxlamaq", "Yeni çeşidi təqdim etmək", "Borcun üzləşdirilməsi", "Növbəti rübün planı"),
        (
            "Rəfdə payımız {n} %.",
            "Anbarda {n} qutu qalıb.",
            "Satış {n} % artıb.",
            "Rəqibin qiyməti {n} % ucuzdur.",
        ),
        (
            "Yeni sifariş gözlənilir.",
            "Nümunələr saxlanıldı.",
            "Qiymət təklifi göndəriləcək.",
            "Rəf yenidən düzüldü.",
        ),
        ("Həftədə iki dəfə çatdırılma istəyir.", "Bayram üçün hədiyyə dəstləri lazımdır."),
    ),
    "ro": Phrases(
        (
            "Verificarea raftului",
            "Prezentarea noutăților",
            "Punctajul soldurilor",
            "Planul trimestrului următor",
        ),
        (
            "Cota la raft este {n} %.",
            "Stoc rămas: {n} baxuri.",
            "Vânzările au crescut cu {n} %.",
            "Concurența e cu {n} % mai ieftină.",
        ),
        (
            "Așteptăm comanda nouă.",
            "Am lăsat mostre.",
            "Trimitem oferta până vineri.",
            "Raftul a fost rearanjat.",
        ),
        ("Dorește livrare de două ori pe săptămână.", "Caută pachete cadou pentru sărbători."),
    ),
    "th": Phrases(
        ("ตรวจชั้นวางสินค้า", "แนะนำสินค้าใหม่", "กระทบยอดบัญชี", "วางแผนไตรมาสหน้า"),
        ("ส่วนแบ่งบนชั้นวาง {n} %", "สต็อกเหลือ {n} ลัง", "ยอดขายเพิ่มขึ้น {n} %", "คู่แข่งราคาถูกกว่า {n} %"),
        ("รอคำสั่งซื้อใหม่", "ฝากตัวอย่างสินค้าไว้แล้ว", "จะส่งใบเสนอราคา", "จัดชั้นวางใหม่แล้ว"),
        ("ต้องการให้ส่งของสัปดาห์ละสองครั้ง", "ต้องการชุดของขวัญสำหรับเทศกาล"),
    ),
    "sq": Phrases(
        (
            "Kontrolli i raftit",
            "Prezantimi i produkteve të reja",
            "Rakordimi i llogarive",
            "Plani i tremujorit",
        ),
        (
            "Pjesa jonë në raft është {n} %.",
            "Në magazinë kanë mbetur {n} arka.",
            "Shitjet u rritën me {n} %.",
            "Konkurrenti është {n} % më lirë.",
        ),
        ("Presim porosinë e re.", "U lanë mostra.", "Dërgojmë ofertën këtë javë.", "Rafti u rirregullua."),
        ("Kërkon furnizim dy herë në javë.", "I duhen paketa dhuratash për festat."),
    ),
    "hu": Phrases(
        ("Polcellenőrzés", "Újdonságok bemutatása", "Egyenlegegyeztetés", "A következő negyedév terve"),
        (
            "A polcrészesedésünk {n} %.",
            "A raktárban {n} karton maradt.",
            "Az eladás {n} %-kal nőtt.",
            "A versenytárs {n} %-kal olcsóbb.",
        ),
        (
            "Új rendelést várunk.",
            "Mintákat hagytunk.",
            "Pénteken küldjük az ajánlatot.",
            "A polcot átrendeztük.",
        ),
        ("Heti két szállítást kér.", "Ünnepi ajándékcsomagokat keres."),
    ),
    "ka": Phrases(
        ("თაროს შემოწმება", "ახალი ასორტიმენტის წარდგენა", "ანგარიშსწორების შედარება"),
        ("ჩვენი წილი თაროზე {n} %-ია.", "საწყობში დარჩა {n} ყუთი.", "გაყიდვები {n} %-ით გაიზარდა."),
        ("ველოდებით ახალ შეკვეთას.", "დავტოვეთ ნიმუშები.", "გავუგზავნით შეთავაზებას."),
        ("სურს მიწოდება კვირაში ორჯერ.", "სჭირდება სადღესასწაულო ნაკრებები."),
    ),
    "el": Phrases(
        ("Έλεγχος ραφιού", "Παρουσίαση νέων προϊόντων", "Συμφωνία υπολοίπων"),
        (
            "Μερίδιο στο ράφι: {n} %.",
            "Απόθεμα: {n} κιβώτια.",
            "Πωλήσεις αυξημένες κατά {n} %.",
        ),
        ("Περιμένουμε νέα παραγγελία.", "Αφήσαμε δείγματα.", "Θα στείλουμε προσφορά."),
        ("Θέλει παράδοση δύο φορές την εβδομάδα.", "Ζητά συσκευασίες δώρου."),
    ),
    "tr": Phrases(
        ("Raf kontrolü", "Yeni ürün tanıtımı", "Cari hesap mutabakatı"),
        ("Raf payımız % {n}.", "Depoda {n} koli kaldı.", "Satışlar % {n} arttı."),
        ("Yeni sipariş bekleniyor.", "Numune bırakıldı.", "Teklif gönderilecek."),
        ("Haftada iki teslimat istiyor.", "Bayram için hediye paketi arıyor."),
    ),
}
"""Phrases by language."""


def report(phrases: Phrases, dice: Dice) -> str:
    """A visit report of three sentences, hardly ever the same twice."""
    first, second = dice.some(phrases.seen, 2)
    seen = f"{first} {second}".replace("{n}", str(dice.between(3, 60)), 1)
    return f"{seen.replace('{n}', str(dice.between(3, 60)))} {dice.pick(phrases.agreed)}"
