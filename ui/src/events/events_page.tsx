import "./events.css";
import { texts } from "../texts/texts";

export function EventsPage() {
  return <h1>{texts.value.shell.events}</h1>;
}
