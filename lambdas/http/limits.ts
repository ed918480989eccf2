/** The limits of a request: its time and its body. */
import type { Route } from "../../api/routes.ts";

/** The time a request may take inside the function; with the way there and back it ends within 5 s. */
const REQUEST_MS = 4_400;

/** 100 seats with the longest labels, every character escaped, fit. */
const BODY_BYTES = 256 * 1_024;

/** How long a request may take, beside the time it may wait for something to happen. */
export const limitMs = (waitSeconds: number): number => REQUEST_MS + 1_000 * waitSeconds;

/** The largest body that the route takes. */
export const bodyLimit = ({ bodyBytes = BODY_BYTES }: Route): number => bodyBytes;
