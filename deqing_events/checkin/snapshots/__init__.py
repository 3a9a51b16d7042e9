"""What a gate takes along to work without a line: who may come in, who is in, and the words of every answer."""
