import { computed, signal } from "@preact/signals";

// Where one is stands behind the # of the address: #/, #/camera/yard, #/events?zone=gate, #/system.

export interface Route {
  page: string; // The first part: "" is the wall.
  rest: string[]; // What follows it, decoded.
  query: URLSearchParams;
}

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [page = "", ...rest] = path.split("/").map(decoded);
  return { page, rest, query: new URLSearchParams(query) };
}

/** What is no proper encoding stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address within the page, for `href`. */
export function addressOf(parts: string[], query?: URLSearchParams): string {
  const words = query?.toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${words ? `?${words}` : ""}`;
}

const hash = signal(location.hash);
window.addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export const route = computed(() => routeOf(hash.value));

export function go(address: string): void {
  location.hash = address;
  hash.value = location.hash; // The browser tells later; a second key may come before.
}

/** Another query of the same page; the way back leads past it. */
export function replaceQuery(query: URLSearchParams): void {
  const { page, rest } = route.peek();
  history.replaceState(null, "", addressOf(page ? [page, ...rest] : [], query));
  hash.value = location.hash;
}
