"""What managers sell and how: proposals and tenders, objections, contracts, discounts, competitors."""
