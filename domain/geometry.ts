/**
 * The arithmetic of charts: directions in degrees clockwise from "to the right", and numbers that are short as JSON.
 */

/** The same direction, from -180 (excluded) to 180 degrees. */
export const turned = (angle: number): number => angle - 360 * Math.ceil((angle - 180) / 360);

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Never -0, which JSON does not know. */
export const round = (value: number, decimals: number): number =>
	Math.round(value * 10 ** decimals) / 10 ** decimals || 0;
