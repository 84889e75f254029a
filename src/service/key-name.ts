/** One line of visible characters: no control characters, and no marks that reverse text. */
export const keyNamePattern = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]{0,40}$/u;
