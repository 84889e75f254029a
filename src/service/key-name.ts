/** One line that shows as what it is: no control characters, no marks that turn text round. */
export const keyNamePattern = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]{0,40}$/u;
