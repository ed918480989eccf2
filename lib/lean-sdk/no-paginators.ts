/** The store asks for one page after the other by itself. */
export {};
