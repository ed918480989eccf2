/** Only messages of an event stream are signed one by one, and none of our services has such a stream. */
export class HeaderFormatter {
	format(): never {
		throw new Error("messages of event streams are left out of the bundles");
	}
}
