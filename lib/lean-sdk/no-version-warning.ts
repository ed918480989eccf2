/** A function runs on the Node.js that it is deployed for: a warning in its log would change nothing. */
export const emitWarningIfUnsupportedVersion = () => undefined;

export const state = undefined;
