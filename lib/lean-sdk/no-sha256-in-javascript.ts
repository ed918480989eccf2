/** Node.js has its own SHA-256. */
export const Sha256Js = undefined;
