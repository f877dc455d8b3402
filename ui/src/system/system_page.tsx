import "./system.css";
import { texts } from "../texts/texts";

export function SystemPage() {
  return <h1>{texts.value.shell.system}</h1>;
}
