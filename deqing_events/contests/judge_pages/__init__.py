"""What a judge sees and does by a personal link: blind codes, own marks, nothing of anybody."""
