/** Makes foreign text safe to print: replaces characters that would control the terminal. */
export function printable(value: string | number): string {
	return String(value).replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, "�");
}
