"""What an event asks at sign-up beyond name, mobile and workplace, and what people answered."""
