import "./camera.css";
export function CameraPage({ id }: { id: string }) {
  return <h1>{id}</h1>;
}
