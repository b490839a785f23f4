"""How a value is shown: dates, prices, numbers with units, charts."""
