"""The lists of an audit: what was recorded late, corrected, decided or written by the wrong person."""
