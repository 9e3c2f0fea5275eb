"""Reading a reply: cleaning, quotes, masks, sentences, language. Every change maps back."""
