import "./picture.css";
import { useEffect, useRef } from "preact/hooks";
import type { PictureHeader, Scene, View } from "../server/types";
import { PictureCanvas } from "./picture_canvas";

interface Props {
  stream: string;
  view: View;
  scene: Scene;
  /** Whether masks are drawn too. */
  masks?: boolean;
  /** What those hear who do not see it. */
  label: string;
  onPicture: (header: PictureHeader) => void;
}

/** A stream's live pictures, streamed at the size at which they are shown, while on the screen. */
export function LivePicture({ stream, view, scene, masks = false, label, onPicture }: Props) {
  const element = useRef<HTMLCanvasElement>(null);
  const picture = useRef<PictureCanvas | null>(null);
  const tell = useRef(onPicture);
  tell.current = onPicture;

  useEffect(() => {
    const made = new PictureCanvas(element.current!, stream, view, (header) =>
      tell.current(header),
    );
    picture.current = made;
    return () => made.destroy();
  }, [stream, view]);
  useEffect(() => {
    picture.current?.setScene(masks ? scene : { ...scene, masks: [] });
  }, [scene, masks, stream, view]);

  return <canvas ref={element} class="live-picture" role="img" aria-label={label} />;
}
