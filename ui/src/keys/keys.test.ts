import { afterEach, expect, test } from "vitest";
import { actionOf } from "./keys";

const calls: string[] = [];
const keys = { f: () => calls.push("f"), ArrowLeft: () => calls.push("left") };

function press(key: string, target: Element, more: KeyboardEventInit = {}) {
  document.body.append(target);
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  let action = null;
  target.addEventListener("keydown", (heard) => {
    action = actionOf(heard as KeyboardEvent, keys);
  });
  target.dispatchEvent(event);
  return action;
}

afterEach(() => document.body.replaceChildren());

test("a key does what is asked of it, with the shift lock too", () => {
  expect(press("f", document.createElement("p"))).toBe(keys.f);
  expect(press("F", document.createElement("p"))).toBe(keys.f);
  expect(press("ArrowLeft", document.createElement("a"))).toBe(keys.ArrowLeft);
  expect(press("x", document.createElement("p"))).toBeNull();
  expect(press("toString", document.createElement("p"))).toBeNull();
});

test("keys belong to the field that is filled in", () => {
  for (const name of ["input", "select", "textarea", "dialog"])
    expect(press("f", document.createElement(name)), name).toBeNull();
});

test("the browser keeps its own", () => {
  const body = () => document.createElement("p");
  expect(press("f", body(), { ctrlKey: true })).toBeNull();
  expect(press("f", body(), { metaKey: true })).toBeNull();
  expect(press("ArrowLeft", body(), { altKey: true })).toBeNull();
});
