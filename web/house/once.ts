/** What takes long to work out, worked out once: for each house, row or section that it is about, the last argument. */
export function once<About extends readonly object[], Known>(
	workOut: (...about: About) => Known,
): (...about: About) => Known {
	const known = new WeakMap<object, Known>();
	return (...about) => {
		const key = about.at(-1) as object;
		const found = known.get(key) ?? workOut(...about);
		known.set(key, found);
		return found;
	};
}
