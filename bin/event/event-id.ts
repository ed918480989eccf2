/** The id of an event (contract §1), checked before anything is read or sent. A test holds it equal to the service's rule. */
const EVENT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

export const isEventId = (value: unknown): value is string => typeof value === "string" && EVENT_ID.test(value);

/** What is wrong with an id that is none. */
export const EVENT_ID_RULE = "expected 1 to 63 of a-z, 0-9 and -, not beginning with -";
