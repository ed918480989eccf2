/** Whether a point is in a rectangle, or so near to it. */
import type { Box } from "./box.ts";

export const isInBox = ({ left, right, top, bottom }: Box, x: number, y: number, room = 0): boolean =>
	x > left - room && x < right + room && y > top - room && y < bottom + room;
