"""Cases: decided on, their history, clocks and ladder."""
