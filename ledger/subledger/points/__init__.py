"""The subledger of points: what was granted, earned and redeemed, in dated lots. Rules and views read it.

``post`` enters a fact into a ``PointsAccount``. ``moves`` lists what entered and left the client's points
under a programme, and ``lots_on`` spends and expires them, the oldest first.
"""
