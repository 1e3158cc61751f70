"""From encrypted sums to totals: one box's result, and the city's as the sum of boxes."""
