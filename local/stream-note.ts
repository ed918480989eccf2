/**
 * Remembers beside the data how far a function has received a stream, so that a server which was killed goes on where it
 * stopped. Also remembers when records were read: DynamoDB Local dates them to the minute only, and a record that is
 * passed on twice must have the same second both times, by which the feed recognizes it.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { StreamPlace } from "./open-stream.ts";

export interface StreamNote {
	readonly place: StreamPlace;
	/** What has been read beyond that place, in the order of reading. */
	readonly readings: readonly Reading[];
}

export interface Reading {
	/** The sequence number of its last record. */
	readonly last: string;
	/** When it was read, in milliseconds since the epoch. */
	readonly atMs: number;
}

/** Undefined when there is none, or none that can be read. */
export function readStreamNote(file: string): StreamNote | undefined {
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch {
		return undefined;
	}
}

/** Replaces the note as a whole: a process that is killed here leaves the old one or the new one. */
export function writeStreamNote(file: string, note: StreamNote): void {
	try {
		writeFileSync(`${file}.new`, JSON.stringify(note));
		renameSync(`${file}.new`, file);
	} catch (error) {
		console.error("If the server is killed, its next start may publish some changes twice.", error);
	}
}
