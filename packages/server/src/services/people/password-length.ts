/** How long a password may be, in characters. The longest keeps a guess cheap to refuse. */
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 1_000;
