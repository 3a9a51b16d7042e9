"""Who a worker is: a phone that proved its mobile number by a one-time code stays recognised."""
