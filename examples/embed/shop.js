/** The shop's own script: it hears what the buyer does, and buys the locked seats through its own server. */
const map = document.querySelector("ticket-sales-map");
const said = document.querySelector("#said");
const named = ({ section, row, seat }) => `${section} ${row}${seat}`;
let locked = { seats: [], token: "" };

map.addEventListener("select", ({ detail }) => {
	said.textContent = detail.seats.length === 0 ? "Choose your seats." : `Chosen: ${detail.seats.map(named).join(", ")}`;
});
map.addEventListener("lock", ({ detail }) => {
	locked = detail;
});
map.addEventListener("expire", ({ detail }) => {
	said.textContent = `No longer yours: ${detail.seats.map(named).join(", ")}`;
});
map.querySelector("button").addEventListener("click", buy);

/** The token is this buyer's secret: it goes to the shop's own server, and nowhere else. */
async function buy() {
	const { seats, token } = locked;
	const response = await fetch("checkout", {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ event: map.getAttribute("event"), seats, token }),
	});
	if (!response.ok) {
		// The sale may have been made: the same checkout again is the same order.
		said.textContent = "There was no answer. Please buy again: nothing is sold twice.";
		return;
	}
	const { order, problem } = await response.json();
	// By now the buyer may have chosen more.
	if (order) map.bought(order, seats);
	said.textContent = order ? `Sold: ${order}` : `Not sold: ${problem}`;
}
