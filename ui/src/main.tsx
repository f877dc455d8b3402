import { render } from "preact";
import { App } from "./shell/app";
import "./shell/theme";
import "./shell/tokens.css";
import "./shell/shell.css";

render(<App />, document.getElementById("app")!);
