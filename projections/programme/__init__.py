"""The programme of points as views need it: what earned points, which lots are left, which tier they reach.

``ledger.subledger.points`` works it out from facts and policy, for the rules too.
"""
