/** Colors as numbers, and how well one is seen on another (WCAG 2.2, contrast ratio). */
export type Rgb = readonly [red: number, green: number, blue: number];

/** #rgb or #rrggbb; black for anything else. */
export function parseColor(text: string): Rgb {
	const hex = /^#(?:[0-9a-f]{3}){1,2}$/i.test(text) ? text.slice(1) : "000";
	const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? []);
	return digits.map((pair) => Number.parseInt(pair, 16)) as unknown as Rgb;
}

export const cssColor = (rgb: Rgb): string => `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

export function contrast(one: Rgb, other: Rgb): number {
	const both = [luminance(one), luminance(other)];
	return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}

function luminance(rgb: Rgb): number {
	const [red, green, blue] = rgb.map((part) => {
		const share = part / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as unknown as Rgb;
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** In whole numbers, as it is shown: what is judged by its contrast is what people see. */
export const mix = (one: Rgb, other: Rgb, share: number): Rgb =>
	one.map((part, index) => Math.round(part + ((other[index] as number) - part) * share)) as unknown as Rgb;

const BLACK: Rgb = [16, 18, 24];
const WHITE: Rgb = [255, 255, 255];

/** Black or white, whichever is seen better on this color. */
export const inkOn = (color: Rgb): Rgb => (contrast(color, WHITE) >= contrast(color, BLACK) ? WHITE : BLACK);

/** What a shape needs to be seen on its background (WCAG 1.4.11). */
const SEEN = 3;

/** The color itself, or as little darker or lighter as it takes to be seen on the background, and on others like it. */
export function seenOn(color: Rgb, background: Rgb, ...others: readonly Rgb[]): Rgb {
	const towards = inkOn(background);
	for (let share = 0; share < 1; share += 0.05) {
		const mixed = mix(color, towards, share);
		if ([background, ...others].every((one) => contrast(mixed, one) >= SEEN)) return mixed;
	}
	return towards;
}

/** On a dark map, the lightest areas keep this share of their own color: white floors would outshine the seats. */
const SHARE_ON_DARK = 0.2;

/** The color of an area on a map: its own on a light one, a shade of it on a dark one. */
export const areaColor = (color: Rgb, background: Rgb): Rgb =>
	luminance(color) > luminance(background) && inkOn(background) === WHITE
		? mix(background, color, SHARE_ON_DARK)
		: color;

/** What small letters need to be read (WCAG 1.4.3). */
const READ = 4.5;

/** The color of a text: its own or, without one, the quiet one, if that is read on what is behind it; else black or white. */
export function textColor(own: Rgb | undefined, behind: Rgb, { quiet }: { readonly quiet: string }): Rgb {
	const color = own ?? parseColor(quiet);
	return contrast(color, behind) >= READ ? color : inkOn(behind);
}
