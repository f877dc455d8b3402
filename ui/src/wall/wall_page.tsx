import "./wall.css";
import { LivePicture } from "../picture/live_picture";
import { streamsPoll, usePoll } from "../server/poll";
import { texts } from "../texts/texts";

export function WallPage() {
  const streams = usePoll(streamsPoll);
  const t = texts.value.wall;
  if (streams?.length === 0) return <p>{t.empty}</p>;
  return (
    <section id="wall" aria-label={t.title}>
      {streams?.map((stream) => (
        <article key={stream.id} class="tile">
          <LivePicture
            stream={stream.id}
            view="wall"
            scene={stream.scene}
            label={stream.title || stream.id}
            onPicture={() => {}}
          />
        </article>
      ))}
    </section>
  );
}
