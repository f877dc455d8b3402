const limitMs = 8000;

/** An answer that is none: what the server says is wrong, or that it says nothing. */
export class RequestFailure extends Error {
  override name = "RequestFailure";

  /** `status`: of HTTP; 0 where there was no answer. `message`: one line for a person, or empty. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reads JSON. Errors: RequestFailure; an AbortError if `signal` says so. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(limitMs);
  let response: Response;
  try {
    response = await fetch(path, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new RequestFailure(0, "");
  }
  if (!response.ok) throw new RequestFailure(response.status, await detailOf(response));
  return (await response.json()) as T;
}

/** Of an RFC 9457 problem. */
async function detailOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: unknown };
    return typeof problem.detail === "string" ? problem.detail : response.statusText;
  } catch {
    return response.statusText;
  }
}

/** A path with a query of what is given; what is empty or undefined is left out. */
export function withQuery(
  path: string,
  query: Record<string, string | number | undefined>,
): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") words.set(name, String(value));
  const text = words.toString();
  return text ? `${path}?${text}` : path;
}
