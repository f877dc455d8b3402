import { useEffect } from "preact/hooks";
import { CameraPage } from "../camera/camera_page";
import { EventsPage } from "../events/events_page";
import { disconnected } from "../server/connection";
import { SystemPage } from "../system/system_page";
import { texts } from "../texts/texts";
import { WallPage } from "../wall/wall_page";
import { Header } from "./header";
import { addressOf, route } from "./route";

export function App() {
  const lost = disconnected.value;
  useEffect(() => {
    document.body.classList.toggle("offline", lost);
  }, [lost]);
  return (
    <>
      <button
        type="button"
        class="skip"
        onClick={() => document.getElementById("content")?.focus()}
      >
        {texts.value.shell.skip}
      </button>
      <Header />
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
    </>
  );
}

function Page() {
  const { page, rest } = route.value;
  const [id] = rest;
  if (page === "") return <WallPage />;
  if (page === "camera" && id) return <CameraPage id={id} key={id} />;
  if (page === "events") return <EventsPage />;
  if (page === "system") return <SystemPage />;
  const t = texts.value.shell;
  return (
    <section class="notice-page">
      <h1>{t.notFound}</h1>
      <a href={addressOf([])}>{t.toWall}</a>
    </section>
  );
}
