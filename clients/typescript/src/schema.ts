/** Made from docs/openapi.json by `npm run openapi`. */
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Name, version and links
         * @description Says which service this is, and where to go from here.
         */
        get: operations["getWelcome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description Describes every operation for programs, in OpenAPI 3.1.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/check/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says whether a seat is available, at this very moment
         * @description Reads the seat's record consistently, so the answer is true at the moment it is made.
         */
        get: operations["checkSeat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/check/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says whether a seat is available, at this very moment
         * @description Reads the seat's record consistently, so the answer is true at the moment it is made.
         */
        get: operations["checkSeatInEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says of each seat whether it is available, each at a moment of its own
         * @description Up to `maxSeatsPerLock` seats. Each is current; together they are no snapshot. Takes labels that a path cannot have, such as those with a slash.
         */
        post: operations["checkSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says of each seat whether it is available, each at a moment of its own
         * @description Up to `maxSeatsPerLock` seats. Each is current; together they are no snapshot. Takes labels that a path cannot have, such as those with a slash.
         */
        post: operations["checkSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/num_available": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts the available seats
         * @description Counts what is left, also by section or by category. The answer may be a second old.
         */
        get: operations["countSeats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/num_available": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts the available seats
         * @description Counts what is left, also by section or by category. The answer may be a second old.
         */
        get: operations["countSeatsInEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/lock/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps seats for one buyer
         * @description Takes every seat or none. The lock ends by itself at `expires`. Send a `token` of your own, random and secret: then the same request may be sent again, and gets the same lock as long as it lives.
         */
        post: operations["lockSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/lock/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps seats for one buyer
         * @description Takes every seat or none. The lock ends by itself at `expires`. Send a `token` of your own, random and secret: then the same request may be sent again, and gets the same lock as long as it lives.
         */
        post: operations["lockSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps seats for one buyer
         * @description Takes every seat or none. The lock ends by itself at `expires`. Send a `token` of your own, random and secret: then the same request may be sent again, and gets the same lock as long as it lives.
         */
        post: operations["lockSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps seats for one buyer
         * @description Takes every seat or none. The lock ends by itself at `expires`. Send a `token` of your own, random and secret: then the same request may be sent again, and gets the same lock as long as it lives.
         */
        post: operations["lockSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/extend/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps locked seats for longer
         * @description Lets every lock last longer, or none; at most `maxLockSeconds` since the seat was locked. It never makes a lock shorter.
         */
        post: operations["extendSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/extend/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps locked seats for longer
         * @description Lets every lock last longer, or none; at most `maxLockSeconds` since the seat was locked. It never makes a lock shorter.
         */
        post: operations["extendSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps locked seats for longer
         * @description Lets every lock last longer, or none; at most `maxLockSeconds` since the seat was locked. It never makes a lock shorter.
         */
        post: operations["extendSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keeps locked seats for longer
         * @description Lets every lock last longer, or none; at most `maxLockSeconds` since the seat was locked. It never makes a lock shorter.
         */
        post: operations["extendSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/unlock/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives locked seats back
         * @description Gives every seat back, or none. A seat that is available already stays so: that succeeds too.
         */
        post: operations["unlockSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/unlock/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives locked seats back
         * @description Gives every seat back, or none. A seat that is available already stays so: that succeeds too.
         */
        post: operations["unlockSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives locked seats back
         * @description Gives every seat back, or none. A seat that is available already stays so: that succeeds too.
         */
        post: operations["unlockSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives locked seats back
         * @description Gives every seat back, or none. A seat that is available already stays so: that succeeds too.
         */
        post: operations["unlockSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/claim/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turns locks into a sale
         * @description Turns every lock of the token into a sale, or none. Sent again with the same token it is the same sale; an `order` fills in a missing one and never replaces one.
         */
        post: operations["claimSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/claim/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turns locks into a sale
         * @description Turns every lock of the token into a sale, or none. Sent again with the same token it is the same sale; an `order` fills in a missing one and never replaces one.
         */
        post: operations["claimSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turns locks into a sale
         * @description Turns every lock of the token into a sale, or none. Sent again with the same token it is the same sale; an `order` fills in a missing one and never replaces one.
         */
        post: operations["claimSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turns locks into a sale
         * @description Turns every lock of the token into a sale, or none. Sent again with the same token it is the same sale; an `order` fills in a missing one and never replaces one.
         */
        post: operations["claimSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/sell/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sells available seats, or blocked ones, without a lock
         * @description Sells every seat, or none, in one write: seats that are available, or blocked for exactly this `reason`. A seat that is sold under this `order` already counts as done, so two requests with one order are the same sale. Not bound by the event's window.
         */
        post: operations["sellSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/sell/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sells available seats, or blocked ones, without a lock
         * @description Sells every seat, or none, in one write: seats that are available, or blocked for exactly this `reason`. A seat that is sold under this `order` already counts as done, so two requests with one order are the same sale. Not bound by the event's window.
         */
        post: operations["sellSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/sell": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sells available seats, or blocked ones, without a lock
         * @description Sells every seat, or none, in one write: seats that are available, or blocked for exactly this `reason`. A seat that is sold under this `order` already counts as done, so two requests with one order are the same sale. Not bound by the event's window.
         */
        post: operations["sellSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/sell": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sells available seats, or blocked ones, without a lock
         * @description Sells every seat, or none, in one write: seats that are available, or blocked for exactly this `reason`. A seat that is sold under this `order` already counts as done, so two requests with one order are the same sale. Not bound by the event's window.
         */
        post: operations["sellSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/sell_together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finds seats side by side and sells them in one call
         * @description Finds seats side by side and sells them in one call, all or none; up to 99. There is one party for each order, number and filters: the same request sent again is the same sale; to sell a second party under the same order, name its seats with `sell`. Not bound by the event's window.
         */
        post: operations["sellSeatsTogether"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/sell_together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finds seats side by side and sells them in one call
         * @description Finds seats side by side and sells them in one call, all or none; up to 99. There is one party for each order, number and filters: the same request sent again is the same sale; to sell a second party under the same order, name its seats with `sell`. Not bound by the event's window.
         */
        post: operations["sellSeatsTogetherInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Changes seats from exactly what they are to something else, all or none
         * @description All or none: every seat must be exactly as its `from`. If every seat is as its `to` already, the request counts as done. So a sale moves to another seat, two orders swap seats, a sale becomes a block, or a buyer's lock is ended.
         */
        post: operations["changeSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Changes seats from exactly what they are to something else, all or none
         * @description All or none: every seat must be exactly as its `from`. If every seat is as its `to` already, the request counts as done. So a sale moves to another seat, two orders swap seats, a sale becomes a block, or a buyer's lock is ended.
         */
        post: operations["changeSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows the best seats side by side, without locking them
         * @description The best seats side by side. Nothing is locked, and the answer may be a second old.
         */
        get: operations["findSeatsTogether"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shows the best seats side by side, without locking them
         * @description The best seats side by side. Nothing is locked, and the answer may be a second old.
         */
        get: operations["findSeatsTogetherInEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/lock_together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finds seats side by side and locks them in one call
         * @description Finds seats side by side and locks them in one call, all or none. With a `token` of your own the request may be sent again: it gets the same seats while it holds them.
         */
        post: operations["lockSeatsTogether"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/lock_together": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finds seats side by side and locks them in one call
         * @description Finds seats side by side and locks them in one call, all or none. With a `token` of your own the request may be sent again: it gets the same seats while it holds them.
         */
        post: operations["lockSeatsTogetherInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The seat map: the plan in order, and who is taken
         * @description Every section with its rows and seats in plan order, and which of them are taken, never by whom. If the map is too large for one answer (400), ask section by section.
         */
        get: operations["getSeatMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The seat map: the plan in order, and who is taken
         * @description Every section with its rows and seats in plan order, and which of them are taken, never by whom. If the map is too large for one answer (400), ask section by section.
         */
        get: operations["getSeatMapInEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/release/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives sold seats back, after a refund
         * @description After a refund: every seat is available again, or none. `order` or `token` proves which sale is meant. The form for many also takes `{order, num}` without seats: the whole order, if it has exactly `num` seats.
         */
        post: operations["releaseSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/release/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives sold seats back, after a refund
         * @description After a refund: every seat is available again, or none. `order` or `token` proves which sale is meant. The form for many also takes `{order, num}` without seats: the whole order, if it has exactly `num` seats.
         */
        post: operations["releaseSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives sold seats back, after a refund
         * @description After a refund: every seat is available again, or none. `order` or `token` proves which sale is meant. The form for many also takes `{order, num}` without seats: the whole order, if it has exactly `num` seats.
         */
        post: operations["releaseSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives sold seats back, after a refund
         * @description After a refund: every seat is available again, or none. `order` or `token` proves which sale is meant. The form for many also takes `{order, num}` without seats: the whole order, if it has exactly `num` seats.
         */
        post: operations["releaseSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/block/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes seats off sale
         * @description Takes every seat off sale, or none, for a `reason`: house seats, the press, a broken chair.
         */
        post: operations["blockSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/block/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes seats off sale
         * @description Takes every seat off sale, or none, for a `reason`: house seats, the press, a broken chair.
         */
        post: operations["blockSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes seats off sale
         * @description Takes every seat off sale, or none, for a `reason`: house seats, the press, a broken chair.
         */
        post: operations["blockSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes seats off sale
         * @description Takes every seat off sale, or none, for a `reason`: house seats, the press, a broken chair.
         */
        post: operations["blockSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/unblock/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts seats back on sale
         * @description Puts every seat back on sale, or none; with a `reason`, only seats that are blocked for exactly this one.
         */
        post: operations["unblockSeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/unblock/{section}/{row}/{seat}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts seats back on sale
         * @description Puts every seat back on sale, or none; with a `reason`, only seats that are blocked for exactly this one.
         */
        post: operations["unblockSeatInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seat/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts seats back on sale
         * @description Puts every seat back on sale, or none; with a `reason`, only seats that are blocked for exactly this one.
         */
        post: operations["unblockSeats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/seat/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts seats back on sale
         * @description Puts every seat back on sale, or none; with a `reason`, only seats that are blocked for exactly this one.
         */
        post: operations["unblockSeatsInEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The document of an event, without what has become of its seats
         * @description For the public: no seat has a `status`, an `order`, a `reason` or an `expires`. A document of more than 6 MB is sent only compressed (`Accept-Encoding: gzip`; otherwise 406).
         */
        get: operations["getEvent"];
        /**
         * Creates or extends an event from its document
         * @description Takes an event document or a pretix seating plan, also as `Content-Encoding: gzip`. It is in force whole or not at all. If a large event needs more time than one request has, the answer is 503: the same PUT sent again goes on.
         */
        put: operations["putEvent"];
        post?: never;
        /**
         * Deletes an event without sold or locked seats
         * @description Only if none of its seats is sold or locked. Its blocks end with it.
         */
        delete: operations["deleteEvent"];
        options?: never;
        head?: never;
        /**
         * Changes the name, the window or the lock settings of an event
         * @description A JSON merge patch (RFC 7396) of the event's document without its sections: null removes a field. `sections`, and null as the name, are refused.
         */
        patch: operations["patchEvent"];
        trace?: never;
    };
    "/events/{event}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The document of an event as it was put
         * @description For sellers: with the states in which its seats were put. Send its `ETag` with the PUT that changes it. One of more than 6 MB is sent only compressed, as for the public.
         */
        get: operations["getEventDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/chart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The chart: where every seat is drawn, with labels, categories and decorations
         * @description Everything that does not change while seats sell: sections, rows with their geometry, labels in runs, categories with colors, accessible seats, decorations. Its `ETag` is the chart's id. Compressed if `Accept-Encoding` allows it. A chart too large to send uncompressed is 406.
         */
        get: operations["getChart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/chart/{chart}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A chart that the event has or has had
         * @description The same for as long as the event lives, so caches keep it for a year. `availability` names the chart that its bits belong to.
         */
        get: operations["getChartById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which seats of the chart are available, a bit for each
         * @description Seat i of the chart is bit i mod 8, the least significant first, of byte ⌊i/8⌋; 1 is available. With `section`, of that section alone. The answer may be a second old, and its tag stays the same until a seat changes.
         */
        get: operations["getAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the events
         * @description By id, in pages: the next page begins `after` what `next` says.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/taken": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the taken seats with their orders and reasons, in pages, also as CSV
         * @description Every seat that is locked, sold or blocked, with its order or reason, in pages. `Accept: text/csv` gives a table that a spreadsheet opens safely; then `Link` names the next page. Consistent page by page; by `order` it trails by about a second.
         */
        get: operations["listTakenSeats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/{event}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The changes of an event's seats after a number, in order; waits for the next one when there is none
         * @description What became of the event's seats, in order and without a gap, for three days. Without `after` the answer only says how far the feed goes.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An event's id */
        EventId: string;
        /** @description A section, row or seat label; at most 128 bytes in UTF-8 */
        Label: string;
        /** @description A label; at most 128 bytes in UTF-8 */
        ClearLabel: string;
        /** @description Identifies the physical seat, once in a document; at most 128 bytes in UTF-8 */
        SeatId: string;
        /** @description The secret that proves whose lock it is: at least 128 random bits */
        Token: string;
        /** @description The seller's own reference for the sale; at most 128 bytes in UTF-8 */
        Order: string;
        /** @description Why the seat is off sale; at most 128 bytes in UTF-8 */
        Reason: string;
        Seat: {
            section: components["schemas"]["Label"];
            row: components["schemas"]["Label"];
            seat: components["schemas"]["Label"];
        };
        NamedSeat: {
            section: components["schemas"]["Label"];
            row: components["schemas"]["Label"];
            seat: components["schemas"]["Label"];
            /** @description As an answer gave it; not used */
            available?: unknown;
            /** @description As an answer gave it; not used */
            status?: unknown;
            /** @description As an answer gave it; not used */
            expires?: unknown;
            /** @description As an answer gave it; not used */
            category?: unknown;
            /** @description As an answer gave it; not used */
            accessible?: unknown;
            /** @description As an answer gave it; not used */
            id?: unknown;
        };
        /** @enum {string} */
        SeatStatus: "available" | "locked" | "sold" | "blocked";
        State: {
            status: components["schemas"]["SeatStatus"];
            /**
             * Format: int64
             * @description When the lock ends, and the seat may come free, epoch seconds
             */
            expires?: number;
        };
        SeatState: {
            section: components["schemas"]["Label"];
            row: components["schemas"]["Label"];
            seat: components["schemas"]["Label"];
            status: components["schemas"]["SeatStatus"];
            /**
             * Format: int64
             * @description When the lock ends, and the seat may come free, epoch seconds
             */
            expires?: number;
        };
        SeatFacts: {
            section: components["schemas"]["Label"];
            row: components["schemas"]["Label"];
            seat: components["schemas"]["Label"];
            status: components["schemas"]["SeatStatus"];
            /**
             * Format: int64
             * @description When the lock ends, and the seat may come free, epoch seconds
             */
            expires?: number;
            order?: components["schemas"]["Order"];
            reason?: components["schemas"]["Reason"];
            /**
             * Format: int64
             * @description When the seat was sold, epoch seconds
             */
            soldAt?: number;
            /**
             * Format: int64
             * @description When the lock was made, epoch seconds
             */
            lockedAt?: number;
            /** @description The price level of the seat */
            category?: string;
            /** @constant */
            accessible?: true;
        };
        CheckedSeat: {
            section: components["schemas"]["Label"];
            row: components["schemas"]["Label"];
            seat: components["schemas"]["Label"];
            status: components["schemas"]["SeatStatus"];
            /**
             * Format: int64
             * @description When the lock ends, and the seat may come free, epoch seconds
             */
            expires?: number;
            available: boolean;
            /** @description The price level of the seat */
            category?: string;
            /** @constant */
            accessible?: true;
        };
        SeatBefore: {
            /** @constant */
            status: "available";
        } | {
            /** @constant */
            status: "locked";
            /**
             * Format: int64
             * @description When the lock ends, epoch seconds
             */
            expires: number;
            /**
             * Format: int64
             * @description When the lock was made, epoch seconds
             */
            lockedAt?: number;
        } | {
            /** @constant */
            status: "sold";
            /** @description null: sold without an order */
            order: components["schemas"]["Order"] | null;
            /**
             * Format: int64
             * @description When the seat was sold, epoch seconds
             */
            soldAt?: number;
        } | {
            /** @constant */
            status: "blocked";
            reason: components["schemas"]["Reason"];
        };
        SeatAfter: {
            /** @constant */
            status: "available";
        } | {
            /** @constant */
            status: "locked";
            /** @description Made by the caller; not in the answer */
            token: components["schemas"]["Token"];
            /**
             * Format: int32
             * @description How long the lock lasts, up to 7 days
             */
            seconds: number;
        } | {
            /** @constant */
            status: "sold";
            order: components["schemas"]["Order"];
        } | {
            /** @constant */
            status: "blocked";
            reason: components["schemas"]["Reason"];
        };
        SeatChange: {
            section: components["schemas"]["Label"];
            row: components["schemas"]["Label"];
            seat: components["schemas"]["Label"];
            from: components["schemas"]["SeatBefore"];
            to: components["schemas"]["SeatAfter"];
        };
        Count: {
            /**
             * Format: int64
             * @description Available seats
             */
            num: number;
            /**
             * Format: int64
             * @description Seats of the plan
             */
            capacity: number;
            /**
             * Format: int64
             * @description Seats under a live lock
             */
            locked: number;
            /**
             * Format: int64
             * @description Sold seats
             */
            sold: number;
            /**
             * Format: int64
             * @description Seats off sale
             */
            blocked: number;
            /**
             * Format: int64
             * @description The longest run of available seats side by side
             */
            largest: number;
        };
        MapSection: {
            section: components["schemas"]["Label"];
            rows: components["schemas"]["MapRow"][];
        };
        MapRow: {
            row: components["schemas"]["Label"];
            /** @description In the row's order; null is a gap */
            seats: ((components["schemas"]["Label"] | components["schemas"]["MapSeat"]) | null)[];
            /** @description Of the seats that name none themselves */
            category?: string;
            /** @description The taken seats only, by label */
            taken?: {
                [key: string]: components["schemas"]["State"];
            };
        };
        MapSeat: {
            seat: components["schemas"]["Label"];
            /** @description The price level of the seat */
            category?: string;
            /** @constant */
            accessible?: true;
        };
        Event: {
            event: components["schemas"]["EventId"];
            name: string;
            /**
             * Format: int64
             * @description Locks are taken from then on, epoch seconds
             */
            opens?: number;
            /**
             * Format: int64
             * @description Locks are taken until then, epoch seconds
             */
            closes?: number;
            /**
             * Format: int64
             * @description Seats of the plan
             */
            capacity: number;
        };
        Oddity: {
            /** @description JSON Pointer into what was sent */
            path: string;
            /** @description What happened, for people */
            message: string;
        };
        Change: {
            /**
             * Format: int64
             * @description 1, 2, 3 … within the event, without a gap
             */
            number: number;
            /** @enum {string} */
            type: "seat.locked" | "seat.unlocked" | "seat.expired" | "seat.sold" | "seat.released" | "seat.blocked" | "seat.unblocked";
            section: components["schemas"]["Label"];
            row: components["schemas"]["Label"];
            seat: components["schemas"]["Label"];
            /**
             * Format: int64
             * @description When the seat changed, epoch seconds
             */
            at: number;
            /**
             * Format: int64
             * @description When the lock ends, or ended, epoch seconds
             */
            expires?: number;
            order?: components["schemas"]["Order"];
            reason?: components["schemas"]["Reason"];
        };
        /** @description x and y */
        Corner: number[];
        Decoration: {
            /** @constant */
            kind: "area";
            /** @description Its corners in order */
            corners: components["schemas"]["Corner"][];
            /** @description #rgb or #rrggbb */
            color?: string;
            /** @description The color of its outline: #rgb or #rrggbb */
            border?: string;
            /** @description What is written there */
            text?: string;
        } | {
            /** @constant */
            kind: "ellipse";
            /** @description Where its middle is */
            x: number;
            /** @description Where its middle is; it grows downwards */
            y: number;
            /** @description From its left end to its right end */
            width: number;
            /** @description From its top to its bottom */
            height: number;
            /** @description #rgb or #rrggbb */
            color?: string;
            /** @description The color of its outline: #rgb or #rrggbb */
            border?: string;
            /** @description What is written there */
            text?: string;
        } | {
            /** @constant */
            kind: "text";
            /** @description Where its middle is */
            x: number;
            /** @description Where its middle is; it grows downwards */
            y: number;
            /** @description What is written there */
            text: string;
            /** @description By how many degrees it is turned clockwise; 0 */
            angle?: number;
            /** @description The height of its letters */
            size?: number;
            /** @description #rgb or #rrggbb */
            color?: string;
        };
        ChartCategory: {
            category: string;
            color?: string;
        };
        ChartSection: {
            section: components["schemas"]["Label"];
            /** @description Where its middle is; 0 */
            x?: number;
            /** @description Where its middle is; y grows downwards; 0 */
            y?: number;
            /** @description How it is turned: degrees clockwise from to the right; 0 */
            angle?: number;
            /** @description On the chart, not in the frame of the section */
            outline?: components["schemas"]["Corner"][];
            rows: components["schemas"]["ChartRow"][];
        };
        /** @description Its x, y and angle are those of its middle place, in the frame of its section */
        ChartRow: {
            row: components["schemas"]["Label"];
            /** @description Where its middle is; 0 */
            x?: number;
            /** @description Where its middle is; y grows downwards; 0 */
            y?: number;
            /** @description How it is turned: degrees clockwise from to the right; 0 */
            angle?: number;
            /** @description How wide a place is: the distance from each to the next; 1 */
            step?: number;
            /** @description By how many degrees the direction turns after each place; 0 */
            turn?: number;
            /** @description How wide each gap is, in steps; 1 */
            gaps?: number[];
            /** @description x and y of each seat in turn, gaps left out, in place of a line or an arc */
            points?: number[];
            /** @description Its places in order: a label, null for a gap, or a run of labels [prefix, from, num, by] */
            seats: (components["schemas"]["Label"] | null | (string | number)[])[];
            /** @description Of all its seats, by place in the chart's list, or runs [category, num]; -1, none */
            category?: number | number[][];
            /**
             * @description At which of its ends its label is written; at both unless given
             * @enum {string}
             */
            labelAt?: "start" | "end";
            /** @description The accessible seats, by their place among the seats of the row */
            accessible?: number[];
        };
        EventDocument: {
            /** @description What the event is called */
            name: string;
            /** @description For people who read the document; at most 10,000 bytes */
            _comment?: string;
            /**
             * Format: int64
             * @description Locks are refused before it, epoch seconds
             */
            opens?: number;
            /**
             * Format: int64
             * @description Locks are refused from it on, epoch seconds
             */
            closes?: number;
            /**
             * Format: int32
             * @description How long a lock lasts that asks for no length; 600
             */
            lockSeconds?: number;
            /**
             * Format: int32
             * @description The longest that a lock lasts in all, extended or not; 1800
             */
            maxLockSeconds?: number;
            /**
             * Format: int32
             * @description How many seats one lock may take; 10
             */
            maxSeatsPerLock?: number;
            /** @description The categories by their label */
            categories?: {
                /** @description A text is about the whole; anything else has this label */
                _comment?: unknown;
            } & {
                [key: string]: components["schemas"]["Category"];
            };
            /** @description What is drawn behind the seats, the hindmost first */
            decorations?: components["schemas"]["Decoration"][];
            /** @description The least area that the chart shows; by default the smallest rectangle around everything */
            size?: {
                /** @description Where its left side is */
                x: number;
                /** @description Where its top is */
                y: number;
                /** @description Its width */
                width: number;
                /** @description Its height */
                height: number;
            };
            /** @description The sections by their label */
            sections: {
                /** @description A text is about the whole; anything else has this label */
                _comment?: unknown;
            } & {
                [key: string]: components["schemas"]["DocumentSection"];
            };
        };
        DocumentSection: ({
            /** @description A text is about the whole; anything else has this label */
            _comment?: unknown;
            /** @description A text is about the whole; anything else has this label */
            category?: unknown;
        } & {
            [key: string]: {
                /** @description A text is about the whole; anything else has this label */
                _comment?: unknown;
                /** @description A text is about the whole; anything else has this label */
                category?: unknown;
            } & {
                [key: string]: components["schemas"]["DocumentSeat"];
            };
        }) | components["schemas"]["DocumentRow"][] | {
            rows: components["schemas"]["DocumentRow"][];
            category?: components["schemas"]["ClearLabel"];
            /** @description The corners of its outline */
            outline?: components["schemas"]["Corner"][];
            /** @description For people who read the document */
            _comment?: string;
        };
        DocumentRow: {
            row: components["schemas"]["ClearLabel"];
            /** @description In the row's order; null is a gap */
            seats: (components["schemas"]["ClearLabel"] | null | components["schemas"]["DocumentPlace"])[];
            category?: components["schemas"]["ClearLabel"];
            /** @description Where the middle of its first place is; y grows downwards */
            x?: number;
            /** @description Where the middle of its first place is; y grows downwards */
            y?: number;
            /** @description The direction from the first place to the second: degrees clockwise from to the right; 0 */
            angle?: number;
            /** @description The distance from each place, seat or gap, to the next; the usual one */
            step?: number;
            /** @description By how many degrees the direction turns after each place, clockwise; 0 */
            turn?: number;
            /** @description How wide each gap is, in steps; 1 */
            gaps?: number[];
            /** @description x and y of each seat, gaps left out: for a row that is neither a line nor an arc */
            points?: components["schemas"]["Corner"][] | number[];
            /**
             * @description At which of its ends its label is written, where there is room; both
             * @enum {string}
             */
            labelAt?: "start" | "end" | "both";
            /** @description For people who read the document */
            _comment?: string;
        };
        DocumentSeat: {
            /**
             * @description The state of a seat that is new to the event; available
             * @enum {string}
             */
            status?: "available" | "locked" | "sold" | "blocked";
            /**
             * Format: int64
             * @description When the lock of a locked seat ends, at most 7 days ahead, epoch seconds
             */
            expires?: number;
            order?: components["schemas"]["Order"];
            reason?: components["schemas"]["Reason"];
            accessible?: boolean;
            category?: components["schemas"]["ClearLabel"];
            id?: components["schemas"]["SeatId"];
            /** @description For people who read the document */
            _comment?: string;
        };
        DocumentPlace: {
            seat: components["schemas"]["ClearLabel"];
            /**
             * @description The state of a seat that is new to the event; available
             * @enum {string}
             */
            status?: "available" | "locked" | "sold" | "blocked";
            /**
             * Format: int64
             * @description When the lock of a locked seat ends, at most 7 days ahead, epoch seconds
             */
            expires?: number;
            order?: components["schemas"]["Order"];
            reason?: components["schemas"]["Reason"];
            accessible?: boolean;
            category?: components["schemas"]["ClearLabel"];
            id?: components["schemas"]["SeatId"];
            /** @description For people who read the document */
            _comment?: string;
        };
        Category: {
            /** @description #rgb or #rrggbb */
            color?: string;
            /** @description For people who read the document; those of all categories together have at most 10,000 bytes */
            _comment?: string;
        };
        /** @description A pretix seating plan: zones become sections; a wide distance between neighbours is a gap */
        PretixPlan: {
            name?: string | number | null;
            categories?: ({
                name?: string | number | null;
                color?: unknown;
            } & {
                [key: string]: unknown;
            })[] | null;
            zones: ({
                name?: string | number | null;
                zone_id?: string | number | null;
                rows?: ({
                    row_number?: string | number | null;
                    row_label?: string | number | null;
                    /** @description `{"x": …, "y": …}` in numbers; an invalid position is ignored */
                    position?: unknown;
                    seats: ({
                        seat_guid?: string | number | null;
                        seat_number?: string | number | null;
                        /** @description `{"x": …, "y": …}` in numbers; an invalid position is ignored */
                        position?: unknown;
                        category?: string | number | null;
                        status?: ("" | "available" | "locked" | "sold" | "blocked") | null;
                        /** @description Of a sold seat: a text or number; elsewhere it is ignored */
                        order?: unknown;
                        /** @description Of a blocked seat: a text or number; elsewhere it is ignored */
                        reason?: unknown;
                        /** @description Of a locked seat: whole epoch seconds; elsewhere it is ignored */
                        expires?: unknown;
                        blocked?: boolean | null;
                        accessible?: boolean | null;
                        wheelchair?: boolean | null;
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        Welcome: {
            name: string;
            version: string;
            /** @description What happened, for people */
            message: string;
            links: {
                [key: string]: string;
            };
        };
        SeatCheck: {
            /** @description What happened, for people */
            message: string;
            available: boolean;
            status: components["schemas"]["SeatStatus"];
            /**
             * Format: int64
             * @description When the lock ends, and the seat may come free, epoch seconds
             */
            expires?: number;
            /** @description The price level of the seat */
            category?: string;
            /** @constant */
            accessible?: true;
        };
        SeatChecks: {
            /** @description What happened, for people */
            message: string;
            event: components["schemas"]["EventId"];
            seats: components["schemas"]["CheckedSeat"][];
        };
        SeatCount: {
            /**
             * Format: int64
             * @description Available seats
             */
            num: number;
            /**
             * Format: int64
             * @description Seats of the plan
             */
            capacity: number;
            /**
             * Format: int64
             * @description When it was counted, epoch seconds
             */
            asOf: number;
            sections?: {
                [key: string]: components["schemas"]["Count"];
            };
            /** @description By category; the seats without one are under an empty text */
            categories?: {
                [key: string]: components["schemas"]["Count"];
            };
        };
        Lock: {
            /** @description What happened, for people */
            message: string;
            event: components["schemas"]["EventId"];
            seats: components["schemas"]["SeatState"][];
            /** @description Keep it: extend, unlock and claim need it */
            token: components["schemas"]["Token"];
            /**
             * Format: int64
             * @description When the first of the locks ends, epoch seconds
             */
            expires: number;
        };
        ExtendedLock: {
            /** @description What happened, for people */
            message: string;
            event: components["schemas"]["EventId"];
            seats: components["schemas"]["SeatState"][];
            /**
             * Format: int64
             * @description When the lock ends, and the seat may come free, epoch seconds
             */
            expires: number;
        };
        MovedSeats: {
            /** @description What happened, for people */
            message: string;
            event: components["schemas"]["EventId"];
            seats: components["schemas"]["SeatState"][];
        };
        SeatsTogether: {
            /** @description What happened, for people */
            message: string;
            event: components["schemas"]["EventId"];
            /** Format: int64 */
            num: number;
            seats: components["schemas"]["Seat"][];
        };
        SeatMap: {
            event: components["schemas"]["EventId"];
            name: string;
            sections: components["schemas"]["MapSection"][];
        };
        SavedEvent: {
            event: components["schemas"]["EventId"];
            name: string;
            /**
             * Format: int64
             * @description Locks are taken from then on, epoch seconds
             */
            opens?: number;
            /**
             * Format: int64
             * @description Locks are taken until then, epoch seconds
             */
            closes?: number;
            /**
             * Format: int64
             * @description Seats of the plan
             */
            capacity: number;
            /** @description What happened, for people */
            message: string;
            sections: {
                [key: string]: number;
            };
            /** @description What is worth a look although it was taken */
            oddities?: components["schemas"]["Oddity"][];
        };
        ChangedEvent: {
            event: components["schemas"]["EventId"];
            name: string;
            /**
             * Format: int64
             * @description Locks are taken from then on, epoch seconds
             */
            opens?: number;
            /**
             * Format: int64
             * @description Locks are taken until then, epoch seconds
             */
            closes?: number;
            /**
             * Format: int64
             * @description Seats of the plan
             */
            capacity: number;
            /** @description What happened, for people */
            message: string;
        };
        EventList: {
            events: components["schemas"]["Event"][];
            /** @description Ask for the events after this one the next time */
            next?: components["schemas"]["EventId"];
        };
        DeletedEvent: {
            /** @description What happened, for people */
            message: string;
            event: components["schemas"]["EventId"];
        };
        TakenSeats: {
            event: components["schemas"]["EventId"];
            seats: components["schemas"]["SeatFacts"][];
            /** @description Ask for the seats after this page the next time */
            next?: string;
        };
        ChangeList: {
            changes: components["schemas"]["Change"][];
            /**
             * Format: int64
             * @description Ask for the changes after this number the next time
             */
            next: number;
        };
        Chart: {
            /** @description A rectangle around everything that is drawn, the smallest unless the document says more */
            size: {
                x: number;
                y: number;
                width: number;
                height: number;
            };
            categories: components["schemas"]["ChartCategory"][];
            sections: components["schemas"]["ChartSection"][];
            /** @description The hindmost first */
            decorations: components["schemas"]["Decoration"][];
        };
        Availability: {
            name: string;
            /**
             * Format: int64
             * @description Locks are refused before it, epoch seconds
             */
            opens?: number;
            /**
             * Format: int64
             * @description Locks are refused from it on, epoch seconds
             */
            closes?: number;
            /** @description The chart's id: 22 of A-Z, a-z, 0-9, _ and - */
            chart: string;
            /**
             * Format: int64
             * @description When the house was looked at, epoch seconds
             */
            asOf: number;
            /** @description In base64: a bit for each seat of the chart, or of the section; 1 is available */
            bits: string;
            /** @description Of each section in the chart's order, or of the one */
            counts: number[];
        };
        /** @description The request is malformed */
        InvalidRequestProblem: {
            /** @constant */
            type: "/problems/invalid-request";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 400;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description Every place that is wrong, up to 100 */
            errors: {
                /** @description JSON Pointer into the body, or a parameter as /name */
                path: string;
                /** @description What is wrong there, for people */
                message: string;
            }[];
        };
        /** @description A seller's operation without a valid key */
        UnauthorizedProblem: {
            /** @constant */
            type: "/problems/unauthorized";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 401;
            /** @description What to do about it, for people */
            detail?: string;
        };
        /** @description The event is not on sale yet */
        NotOnSaleProblem: {
            /** @constant */
            type: "/problems/not-on-sale";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 403;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description Locks are taken from then on, epoch seconds
             */
            opens: number;
        };
        /** @description There is no such event */
        UnknownEventProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/unknown-event";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 404;
            /** @description What to do about it, for people */
            detail?: string;
            event: string;
        };
        /** @description The event has no such seat, or no such section */
        UnknownSeatProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/unknown-seat";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 404;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The labels that it does not have */
            seats: {
                section?: components["schemas"]["Label"];
                row?: components["schemas"]["Label"];
                seat?: components["schemas"]["Label"];
            }[];
        };
        /** @description The event has no seats of that category */
        UnknownCategoryProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/unknown-category";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 404;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The categories that it does not have */
            categories: string[];
        };
        /** @description The event has no such chart, and has had none */
        UnknownChartProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/unknown-chart";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 404;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The id that it does not know */
            chart: string;
        };
        /**
         * @description No seat is sold under that order
         * @example {
         *       "type": "/problems/unknown-order",
         *       "title": "No seat is sold under that order",
         *       "status": 404,
         *       "order": "order 9"
         *     }
         */
        UnknownOrderProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/unknown-order";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 404;
            /** @description What to do about it, for people */
            detail?: string;
            order: components["schemas"]["Order"];
        };
        /** @description Nothing that Accept and Accept-Encoding allow is available */
        NotAcceptableProblem: {
            /** @constant */
            type: "/problems/not-acceptable";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 406;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The types that there are, or the encoding */
            offers: string[];
        };
        /**
         * @description Not every seat is available; nothing was changed
         * @example {
         *       "type": "/problems/seats-unavailable",
         *       "title": "Not every seat is available",
         *       "status": 409,
         *       "seats": [
         *         {
         *           "section": "orchestra",
         *           "row": "a",
         *           "seat": "3",
         *           "status": "locked",
         *           "expires": 2208989100
         *         }
         *       ]
         *     }
         */
        SeatsUnavailableProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/seats-unavailable";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The seats in the way: until when a lock on them lasts, and what a seller may know besides */
            seats: components["schemas"]["SeatFacts"][];
            /** @description The seats of the party that the token holds, if the party was asked for before */
            held?: components["schemas"]["Seat"][];
        };
        /**
         * @description The token has no live lock of every seat; nothing was changed
         * @example {
         *       "type": "/problems/not-your-lock",
         *       "title": "There is no live lock of this token",
         *       "status": 409,
         *       "seats": [
         *         {
         *           "section": "orchestra",
         *           "row": "a",
         *           "seat": "5"
         *         },
         *         {
         *           "section": "orchestra",
         *           "row": "a",
         *           "seat": "7"
         *         }
         *       ]
         *     }
         */
        NotYourLockProblem: {
            /** @constant */
            type: "/problems/not-your-lock";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The seats that it has not locked */
            seats: components["schemas"]["Seat"][];
        };
        /** @description Not every seat is sold under that order or token */
        NotYourOrderProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/not-your-order";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The seats that are not */
            seats: components["schemas"]["Seat"][];
        };
        /**
         * @description Not every seat is as the request expects; nothing was changed
         * @example {
         *       "type": "/problems/not-as-expected",
         *       "title": "The seats are not as the request expects them",
         *       "status": 409,
         *       "seats": [
         *         {
         *           "section": "orchestra",
         *           "row": "a",
         *           "seat": "3",
         *           "status": "available"
         *         }
         *       ]
         *     }
         */
        NotAsExpectedProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/not-as-expected";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The seats as they are */
            seats: components["schemas"]["SeatFacts"][];
        };
        /**
         * @description There are not that many seats side by side
         * @example {
         *       "type": "/problems/not-together",
         *       "title": "There are not that many seats side by side",
         *       "status": 409,
         *       "largest": 2
         *     }
         */
        NotTogetherProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/not-together";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description How many there are side by side
             */
            largest: number;
        };
        /**
         * @description Seats of the event are sold or locked
         * @example {
         *       "type": "/problems/seats-in-use",
         *       "title": "Seats of the event are sold or locked",
         *       "status": 409,
         *       "sold": 3,
         *       "locked": 2
         *     }
         */
        SeatsInUseProblem: {
            /** @constant */
            type: "/problems/seats-in-use";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description How many are sold
             */
            sold: number;
            /**
             * Format: int64
             * @description How many are locked
             */
            locked: number;
        };
        /** @description The document drops seats that the event has */
        SeatsRemovedProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/seats-removed";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description How many seats it drops
             */
            total: number;
            /** @description The first of them */
            seats: components["schemas"]["Seat"][];
        };
        /** @description The document gives known seats other labels or other ids */
        SeatsChangedProblem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "/problems/seats-changed";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 409;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description How many seats it changes
             */
            total: number;
            /** @description The first of them */
            seats: {
                section: components["schemas"]["Label"];
                row: components["schemas"]["Label"];
                seat: components["schemas"]["Label"];
                /** @description The id of the seat under these labels; null: none is known */
                was: string | null;
                /** @description The id that the document gives it */
                wouldBe: string | null;
            }[];
        };
        /** @description The event's sale has closed */
        EventClosedProblem: {
            /** @constant */
            type: "/problems/event-closed";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 410;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description Locks were taken until then, epoch seconds
             */
            closes: number;
        };
        /** @description The changes after that number are no longer kept */
        ChangesExpiredProblem: {
            /** @constant */
            type: "/problems/changes-expired";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 410;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description The number of the last change: take all seats again, and go on from here
             */
            head: number;
        };
        /** @description The event is not the one that the precondition names */
        ChangedMeanwhileProblem: {
            /** @constant */
            type: "/problems/changed-meanwhile";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 412;
            /** @description What to do about it, for people */
            detail?: string;
        };
        /** @description The body is too large */
        TooLargeProblem: {
            /** @constant */
            type: "/problems/too-large";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 413;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description The most bytes that it may have
             */
            limit: number;
        };
        /** @description The body's type or encoding is not supported */
        UnsupportedMediaTypeProblem: {
            /** @constant */
            type: "/problems/unsupported-media-type";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 415;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The type, or the encoding, that the body must have */
            accepts: string;
        };
        /** @description More seats than one request may name */
        TooManySeatsProblem: {
            /** @constant */
            type: "/problems/too-many-seats";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 422;
            /** @description What to do about it, for people */
            detail?: string;
            /**
             * Format: int64
             * @description The most that it may name
             */
            limit: number;
        };
        /** @description The service has failed */
        InternalProblem: {
            /** @constant */
            type: "/problems/internal";
            /** @description What the type means, for people */
            title: string;
            /** @constant */
            status: 500;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description The id under which the log knows the request */
            requestId: string;
        };
        /** @description Too many requests, or not finished in time: try again */
        TryAgainProblem: {
            /** @constant */
            type: "/problems/try-again";
            /** @description What the type means, for people */
            title: string;
            /** @enum {integer} */
            status: 429 | 503;
            /** @description What to do about it, for people */
            detail?: string;
            /** @description How much of a large event is written, if the service says so */
            progress?: number;
        };
        /** @description API Gateway's own words */
        GatewayMessage: never;
        CheckSeatsRequest: {
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        LockSeatRequest: {
            token?: components["schemas"]["Token"];
            /**
             * Format: int32
             * @description How long the lock lasts: at most the lockSeconds of the event, and its maxLockSeconds to extend it
             */
            seconds?: number;
        };
        LockSeatsRequest: {
            token?: components["schemas"]["Token"];
            /**
             * Format: int32
             * @description How long the lock lasts: at most the lockSeconds of the event, and its maxLockSeconds to extend it
             */
            seconds?: number;
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        ExtendSeatRequest: {
            token: components["schemas"]["Token"];
            /**
             * Format: int32
             * @description How long the lock lasts: at most the lockSeconds of the event, and its maxLockSeconds to extend it
             */
            seconds?: number;
        };
        ExtendSeatsRequest: {
            token: components["schemas"]["Token"];
            /**
             * Format: int32
             * @description How long the lock lasts: at most the lockSeconds of the event, and its maxLockSeconds to extend it
             */
            seconds?: number;
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        UnlockSeatRequest: {
            token: components["schemas"]["Token"];
        };
        UnlockSeatsRequest: {
            token: components["schemas"]["Token"];
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        ClaimSeatRequest: {
            token: components["schemas"]["Token"];
            order?: components["schemas"]["Order"];
        };
        ClaimSeatsRequest: {
            token: components["schemas"]["Token"];
            order?: components["schemas"]["Order"];
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        SellSeatRequest: {
            order: components["schemas"]["Order"];
            reason?: components["schemas"]["Reason"];
            token?: components["schemas"]["Token"];
        };
        SellSeatsRequest: {
            order: components["schemas"]["Order"];
            reason?: components["schemas"]["Reason"];
            token?: components["schemas"]["Token"];
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        SellSeatsTogetherRequest: {
            /**
             * Format: int32
             * @description How many seats side by side
             */
            num: number;
            order: components["schemas"]["Order"];
            /** @description Where to look, the best first, no section twice; everywhere unless given */
            sections?: components["schemas"]["Label"][];
            /** @description Only seats of these categories; one party is of one category */
            categories?: (components["schemas"]["Label"] | "")[];
            /** @description true: at least one of them is accessible; false: none */
            accessible?: boolean;
        };
        ChangeSeatsRequest: {
            /** @description No seat twice */
            changes: components["schemas"]["SeatChange"][];
        };
        LockSeatsTogetherRequest: {
            /**
             * Format: int32
             * @description How many seats side by side, at most maxSeatsPerLock of the event
             */
            num: number;
            /** @description Where to look, the best first, no section twice; everywhere unless given */
            sections?: components["schemas"]["Label"][];
            /** @description Only seats of these categories; one party is of one category */
            categories?: (components["schemas"]["Label"] | "")[];
            /** @description true: at least one of them is accessible; false: none */
            accessible?: boolean;
            token?: components["schemas"]["Token"];
            /**
             * Format: int32
             * @description How long the lock lasts: at most the lockSeconds of the event, and its maxLockSeconds to extend it
             */
            seconds?: number;
        };
        /** @description With the order, the token, or both */
        ReleaseSeatRequest: {
            order?: components["schemas"]["Order"];
            token?: components["schemas"]["Token"];
        } | ({
            order: string;
        } & {
            [key: string]: unknown;
        }) | ({
            token: string;
        } & {
            [key: string]: unknown;
        });
        /** @description With the order, the token, or both */
        ReleaseSeatsRequest: {
            order?: components["schemas"]["Order"];
            token?: components["schemas"]["Token"];
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        } | ({
            order: string;
        } & {
            [key: string]: unknown;
        }) | ({
            token: string;
        } & {
            [key: string]: unknown;
        });
        ReleaseOrderRequest: {
            order: components["schemas"]["Order"];
            /**
             * Format: int32
             * @description How many seats the whole order has
             */
            num: number;
        };
        BlockSeatRequest: {
            reason: components["schemas"]["Reason"];
        };
        BlockSeatsRequest: {
            reason: components["schemas"]["Reason"];
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        UnblockSeatRequest: {
            reason?: components["schemas"]["Reason"];
        };
        UnblockSeatsRequest: {
            reason?: components["schemas"]["Reason"];
            /** @description No seat twice, and in a lock at most maxSeatsPerLock of the event */
            seats: components["schemas"]["NamedSeat"][];
        };
        PatchEventRequest: {
            /** @description What the event is called */
            name?: string;
            _comment?: string | null;
            opens?: number | null;
            closes?: number | null;
            lockSeconds?: number | null;
            maxLockSeconds?: number | null;
            maxSeatsPerLock?: number | null;
            categories?: {
                [key: string]: unknown;
            } | null;
            decorations?: components["schemas"]["Decoration"][] | null;
            size?: {
                /** @description Where its left side is */
                x?: number;
                /** @description Where its top is */
                y?: number;
                /** @description Its width */
                width?: number;
                /** @description Its height */
                height?: number;
            } | null;
            sections?: unknown;
        };
        PublicDocument: {
            /** @description What the event is called */
            name: string;
            /** @description For people who read the document; at most 10,000 bytes */
            _comment?: string;
            /**
             * Format: int64
             * @description Locks are refused before it, epoch seconds
             */
            opens?: number;
            /**
             * Format: int64
             * @description Locks are refused from it on, epoch seconds
             */
            closes?: number;
            /**
             * Format: int32
             * @description How long a lock lasts that asks for no length; 600
             */
            lockSeconds?: number;
            /**
             * Format: int32
             * @description The longest that a lock lasts in all, extended or not; 1800
             */
            maxLockSeconds?: number;
            /**
             * Format: int32
             * @description How many seats one lock may take; 10
             */
            maxSeatsPerLock?: number;
            /** @description The categories by their label */
            categories?: {
                /** @description A text is about the whole; anything else has this label */
                _comment?: unknown;
            } & {
                [key: string]: components["schemas"]["Category"];
            };
            /** @description What is drawn behind the seats, the hindmost first */
            decorations?: components["schemas"]["Decoration"][];
            /** @description The least area that the chart shows; by default the smallest rectangle around everything */
            size?: {
                /** @description Where its left side is */
                x: number;
                /** @description Where its top is */
                y: number;
                /** @description Its width */
                width: number;
                /** @description Its height */
                height: number;
            };
            /** @description The sections by their label */
            sections: {
                /** @description A text is about the whole; anything else has this label */
                _comment?: unknown;
            } & {
                [key: string]: components["schemas"]["PublicSection"];
            };
        };
        PublicSection: ({
            /** @description A text is about the whole; anything else has this label */
            _comment?: unknown;
            /** @description A text is about the whole; anything else has this label */
            category?: unknown;
        } & {
            [key: string]: {
                /** @description A text is about the whole; anything else has this label */
                _comment?: unknown;
                /** @description A text is about the whole; anything else has this label */
                category?: unknown;
            } & {
                [key: string]: components["schemas"]["PublicSeat"];
            };
        }) | components["schemas"]["PublicRow"][] | {
            rows: components["schemas"]["PublicRow"][];
            category?: components["schemas"]["ClearLabel"];
            /** @description The corners of its outline */
            outline?: components["schemas"]["Corner"][];
            /** @description For people who read the document */
            _comment?: string;
        };
        PublicRow: {
            row: components["schemas"]["ClearLabel"];
            /** @description In the row's order; null is a gap */
            seats: (components["schemas"]["ClearLabel"] | null | components["schemas"]["PublicPlace"])[];
            category?: components["schemas"]["ClearLabel"];
            /** @description Where the middle of its first place is; y grows downwards */
            x?: number;
            /** @description Where the middle of its first place is; y grows downwards */
            y?: number;
            /** @description The direction from the first place to the second: degrees clockwise from to the right; 0 */
            angle?: number;
            /** @description The distance from each place, seat or gap, to the next; the usual one */
            step?: number;
            /** @description By how many degrees the direction turns after each place, clockwise; 0 */
            turn?: number;
            /** @description How wide each gap is, in steps; 1 */
            gaps?: number[];
            /** @description x and y of each seat, gaps left out: for a row that is neither a line nor an arc */
            points?: components["schemas"]["Corner"][] | number[];
            /**
             * @description At which of its ends its label is written, where there is room; both
             * @enum {string}
             */
            labelAt?: "start" | "end" | "both";
            /** @description For people who read the document */
            _comment?: string;
        };
        PublicSeat: {
            accessible?: boolean;
            category?: components["schemas"]["ClearLabel"];
            id?: components["schemas"]["SeatId"];
            /** @description For people who read the document */
            _comment?: string;
        };
        PublicPlace: {
            seat: components["schemas"]["ClearLabel"];
            accessible?: boolean;
            category?: components["schemas"]["ClearLabel"];
            id?: components["schemas"]["SeatId"];
            /** @description For people who read the document */
            _comment?: string;
        };
    };
    responses: {
        /** @description The event is not the one that the precondition names */
        ChangedMeanwhile: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ChangedMeanwhileProblem"];
            };
        };
        /** @description The changes after that number are no longer kept */
        ChangesExpired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ChangesExpiredProblem"];
            };
        };
        /** @description The event's sale has closed */
        EventClosed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["EventClosedProblem"];
            };
        };
        /** @description The service has failed */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InternalProblem"];
            };
        };
        /** @description The request is malformed */
        InvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InvalidRequestProblem"];
            };
        };
        /** @description Nothing that Accept and Accept-Encoding allow is available */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotAcceptableProblem"];
            };
        };
        /** @description Not every seat is as the request expects; nothing was changed */
        NotAsExpected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotAsExpectedProblem"];
            };
        };
        /** @description The event is not on sale yet */
        NotOnSale: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotOnSaleProblem"];
            };
        };
        /** @description There are not that many seats side by side */
        NotTogether: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotTogetherProblem"];
            };
        };
        /** @description The token has no live lock of every seat; nothing was changed */
        NotYourLock: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotYourLockProblem"];
            };
        };
        /** @description Not every seat is sold under that order or token */
        NotYourOrder: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotYourOrderProblem"];
            };
        };
        /** @description Not every seat is sold under that order or token. Or: Not every seat is as the request expects; nothing was changed */
        NotYourOrderOrNotAsExpected: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["NotYourOrderProblem"] | components["schemas"]["NotAsExpectedProblem"];
            };
        };
        /** @description Seats of the event are sold or locked */
        SeatsInUse: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["SeatsInUseProblem"];
            };
        };
        /** @description The document drops seats that the event has. Or: The document gives known seats other labels or other ids */
        SeatsRemovedOrSeatsChanged: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["SeatsRemovedProblem"] | components["schemas"]["SeatsChangedProblem"];
            };
        };
        /** @description Not every seat is available; nothing was changed */
        SeatsUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["SeatsUnavailableProblem"];
            };
        };
        /** @description Not every seat is available; nothing was changed. Or: There are not that many seats side by side */
        SeatsUnavailableOrNotTogether: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["SeatsUnavailableProblem"] | components["schemas"]["NotTogetherProblem"];
            };
        };
        /** @description The body is too large */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TooLargeProblem"];
            };
        };
        /** @description Too many requests, or not finished in time: try again */
        TooManyRequests: {
            headers: {
                /** @description Seconds after which it is worth trying again */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TryAgainProblem"] | components["schemas"]["GatewayMessage"];
            };
        };
        /** @description More seats than one request may name */
        TooManySeats: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TooManySeatsProblem"];
            };
        };
        /** @description Too many requests, or not finished in time: try again */
        TryAgain: {
            headers: {
                /** @description Seconds after which it is worth trying again */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TryAgainProblem"];
            };
        };
        /** @description A seller's operation without a valid key */
        Unauthorized: {
            headers: {
                /** @description How to prove oneself: Bearer */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnauthorizedProblem"];
            };
        };
        /** @description The event has no seats of that category. Or: There is no such event. Or: The event has no such seat, or no such section */
        UnknownCategoryOrUnknownEventOrUnknownSeat: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnknownCategoryProblem"] | components["schemas"]["UnknownEventProblem"] | components["schemas"]["UnknownSeatProblem"];
            };
        };
        /** @description There is no such event */
        UnknownEvent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnknownEventProblem"];
            };
        };
        /** @description There is no such event. Or: The event has no such chart, and has had none */
        UnknownEventOrUnknownChart: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnknownEventProblem"] | components["schemas"]["UnknownChartProblem"];
            };
        };
        /** @description There is no such event. Or: The event has no such seat, or no such section */
        UnknownEventOrUnknownSeat: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnknownEventProblem"] | components["schemas"]["UnknownSeatProblem"];
            };
        };
        /** @description There is no such event. Or: The event has no such seat, or no such section. Or: No seat is sold under that order */
        UnknownEventOrUnknownSeatOrUnknownOrder: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnknownEventProblem"] | components["schemas"]["UnknownSeatProblem"] | components["schemas"]["UnknownOrderProblem"];
            };
        };
        /** @description The body's type or encoding is not supported */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
    };
    parameters: {
        /**
         * @description The event's id
         * @example distant-worlds
         */
        event: components["schemas"]["EventId"];
        /**
         * @description The section's label, percent-encoded
         * @example orchestra
         */
        section: components["schemas"]["Label"];
        /**
         * @description The row's label, percent-encoded
         * @example a
         */
        row: components["schemas"]["Label"];
        /**
         * @description The seat's label, percent-encoded
         * @example 3
         */
        seat: components["schemas"]["Label"];
        /**
         * @description The chart's id: the `ETag` of the chart
         * @example gtzHRkLfS2sk4RyZMfqu85
         */
        chart: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getWelcome: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Name, version and links */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Welcome"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    checkSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the seat is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatCheck"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    checkSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the seat is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatCheck"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    checkSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckSeatsRequest"];
            };
        };
        responses: {
            /** @description What each seat is, in the order of the request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatChecks"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    checkSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckSeatsRequest"];
            };
        };
        responses: {
            /** @description What each seat is, in the order of the request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatChecks"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    countSeats: {
        parameters: {
            query?: {
                /** @description Only this section */
                section?: components["schemas"]["Label"];
                /** @description Counts each section, or each category, as well */
                by?: "section" | "category";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many seats are left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatCount"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    countSeatsInEvent: {
        parameters: {
            query?: {
                /** @description Only this section */
                section?: components["schemas"]["Label"];
                /** @description Counts each section, or each category, as well */
                by?: "section" | "category";
            };
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many seats are left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatCount"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    lockSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LockSeatRequest"];
            };
        };
        responses: {
            /** @description The lock, with the token that extend, unlock and claim need */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            403: components["responses"]["NotOnSale"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            410: components["responses"]["EventClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    lockSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LockSeatRequest"];
            };
        };
        responses: {
            /** @description The lock, with the token that extend, unlock and claim need */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            403: components["responses"]["NotOnSale"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            410: components["responses"]["EventClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    lockSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LockSeatsRequest"];
            };
        };
        responses: {
            /** @description The lock, with the token that extend, unlock and claim need */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            403: components["responses"]["NotOnSale"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            410: components["responses"]["EventClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    lockSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LockSeatsRequest"];
            };
        };
        responses: {
            /** @description The lock, with the token that extend, unlock and claim need */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            403: components["responses"]["NotOnSale"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            410: components["responses"]["EventClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    extendSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendSeatRequest"];
            };
        };
        responses: {
            /** @description The seats with their new `expires` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtendedLock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    extendSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendSeatRequest"];
            };
        };
        responses: {
            /** @description The seats with their new `expires` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtendedLock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    extendSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats with their new `expires` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtendedLock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    extendSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats with their new `expires` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtendedLock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unlockSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unlockSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unlockSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unlockSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    claimSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    claimSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    claimSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    claimSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourLock"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    sellSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    sellSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    sellSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    sellSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    sellSeatsTogether: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellSeatsTogetherRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownCategoryOrUnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailableOrNotTogether"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    sellSeatsTogetherInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellSeatsTogetherRequest"];
            };
        };
        responses: {
            /** @description The seats, sold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownCategoryOrUnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailableOrNotTogether"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    changeSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotAsExpected"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    changeSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotAsExpected"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    findSeatsTogether: {
        parameters: {
            query: {
                /** @description How many seats side by side, at most maxSeatsPerLock of the event */
                num: number;
                /** @description Only this section */
                section?: components["schemas"]["Label"];
                category?: string | "";
                /** @description true: at least one of them is accessible; false: none */
                accessible?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The seats, side by side */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatsTogether"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownCategoryOrUnknownEventOrUnknownSeat"];
            409: components["responses"]["NotTogether"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    findSeatsTogetherInEvent: {
        parameters: {
            query: {
                /** @description How many seats side by side, at most maxSeatsPerLock of the event */
                num: number;
                /** @description Only this section */
                section?: components["schemas"]["Label"];
                category?: string | "";
                /** @description true: at least one of them is accessible; false: none */
                accessible?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The seats, side by side */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatsTogether"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownCategoryOrUnknownEventOrUnknownSeat"];
            409: components["responses"]["NotTogether"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    lockSeatsTogether: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LockSeatsTogetherRequest"];
            };
        };
        responses: {
            /** @description The lock */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            403: components["responses"]["NotOnSale"];
            404: components["responses"]["UnknownCategoryOrUnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailableOrNotTogether"];
            410: components["responses"]["EventClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    lockSeatsTogetherInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LockSeatsTogetherRequest"];
            };
        };
        responses: {
            /** @description The lock */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            403: components["responses"]["NotOnSale"];
            404: components["responses"]["UnknownCategoryOrUnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailableOrNotTogether"];
            410: components["responses"]["EventClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    getSeatMap: {
        parameters: {
            query?: {
                /** @description Only this section */
                section?: components["schemas"]["Label"];
            };
            header?: {
                /** @description Answers 304 if the map still has one of these tags */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The map */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatMap"];
                };
            };
            /** @description It is the one whose tag If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    getSeatMapInEvent: {
        parameters: {
            query?: {
                /** @description Only this section */
                section?: components["schemas"]["Label"];
            };
            header?: {
                /** @description Answers 304 if the map still has one of these tags */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The map */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeatMap"];
                };
            };
            /** @description It is the one whose tag If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    releaseSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourOrder"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    releaseSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["NotYourOrder"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    releaseSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseSeatsRequest"] | components["schemas"]["ReleaseOrderRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeatOrUnknownOrder"];
            409: components["responses"]["NotYourOrderOrNotAsExpected"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    releaseSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseSeatsRequest"] | components["schemas"]["ReleaseOrderRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeatOrUnknownOrder"];
            409: components["responses"]["NotYourOrderOrNotAsExpected"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    blockSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, blocked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    blockSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, blocked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    blockSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, blocked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    blockSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, blocked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unblockSeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UnblockSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unblockSeatInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The section's label, percent-encoded
                 * @example orchestra
                 */
                section: components["parameters"]["section"];
                /**
                 * @description The row's label, percent-encoded
                 * @example a
                 */
                row: components["parameters"]["row"];
                /**
                 * @description The seat's label, percent-encoded
                 * @example 3
                 */
                seat: components["parameters"]["seat"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UnblockSeatRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unblockSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnblockSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    unblockSeatsInEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnblockSeatsRequest"];
            };
        };
        responses: {
            /** @description The seats, available */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedSeats"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            409: components["responses"]["SeatsUnavailable"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["TooManySeats"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304 if the event still has one of these tags */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicDocument"];
                };
            };
            /** @description It is the one whose tag If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEvent"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    putEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Replaces only the event that has one of these tags */
                "If-Match"?: string;
                /** @description `*`: makes a new event, and replaces none; tags: replaces no event that has one of them */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        /** @description An event document or a pretix seating plan. Some rules are more than a schema can say: a seat is in its section once, a locked seat has `expires`, an event closes later than it opens. A refusal (400) names every place that is wrong */
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventDocument"] | components["schemas"]["PretixPlan"];
            };
        };
        responses: {
            /** @description What the event is now */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedEvent"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            409: components["responses"]["SeatsRemovedOrSeatsChanged"];
            412: components["responses"]["ChangedMeanwhile"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    deleteEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Deletes only the event that has one of these tags */
                "If-Match"?: string;
                /** @description Deletes no event that has one of these tags; `*`: none at all */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedEvent"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEvent"];
            409: components["responses"]["SeatsInUse"];
            412: components["responses"]["ChangedMeanwhile"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    patchEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Changes only the event that has one of these tags */
                "If-Match"?: string;
                /** @description Changes no event that has one of these tags; `*`: none at all */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchEventRequest"];
                "application/merge-patch+json": components["schemas"]["PatchEventRequest"];
            };
        };
        responses: {
            /** @description What the event is now */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedEvent"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEvent"];
            412: components["responses"]["ChangedMeanwhile"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    getEventDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304 if the event still has one of these tags */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDocument"];
                };
            };
            /** @description It is the one whose tag If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEvent"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    getChart: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304 if the event still has one of these charts */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chart */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chart"];
                };
            };
            /** @description It is the one whose tag If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEvent"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    getChartById: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304: a chart never changes */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
                /**
                 * @description The chart's id: the `ETag` of the chart
                 * @example gtzHRkLfS2sk4RyZMfqu85
                 */
                chart: components["parameters"]["chart"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chart */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chart"];
                };
            };
            /** @description It is the one whose tag If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownChart"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    getAvailability: {
        parameters: {
            query?: {
                /** @description Only this section */
                section?: components["schemas"]["Label"];
            };
            header?: {
                /** @description Answers 304 if the bits are still those of one of these tags */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bits and the counts */
            200: {
                headers: {
                    /** @description Its tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Availability"];
                };
            };
            /** @description It is the one whose tag If-None-Match names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The `next` of the page before */
                after?: components["schemas"]["EventId"];
                /** @description The most events to list; 1000 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    listTakenSeats: {
        parameters: {
            query?: {
                /** @description Only the seats that are sold under this order */
                order?: components["schemas"]["Order"];
                /** @description Only this section */
                section?: components["schemas"]["Label"];
                /** @description Only with a section */
                row?: string;
                /** @description Only with a row */
                seat?: string;
                /** @description Only the seats in this state */
                status?: "locked" | "sold" | "blocked";
                /** @description The `next` of the page before */
                after?: string;
                /** @description The most seats to list; 1000 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of taken seats */
            200: {
                headers: {
                    /** @description The next page, as `<?…>; rel="next"` (RFC 8288) */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenSeats"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEventOrUnknownSeat"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description The last number that the caller has; without it, only how far the feed goes */
                after?: number;
                /** @description How many seconds to wait for the next change; 20 */
                wait?: number;
                /** @description The most changes to give; 1000 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The event's id
                 * @example distant-worlds
                 */
                event: components["parameters"]["event"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes after the number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["UnknownEvent"];
            410: components["responses"]["ChangesExpired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["TryAgain"];
        };
    };
}
