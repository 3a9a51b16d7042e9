"""Gate links and the phones behind them, at the desk."""
