"""Personal data: encrypted in the entries under a key of each person, and gone when that key is destroyed.

A field of an event is personal if its model says so, or if it is a remark in an event that names people. In a
stored event its text is a box; the seal hashes boxes, so it stays true when a key is destroyed. The keys lie
in a table beside the entries, each encrypted with the master key, which lies outside the database.
"""
