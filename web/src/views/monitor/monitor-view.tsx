import type { ViewProperties } from '../../shell/view-properties.ts';

export function MonitorView({ model }: ViewProperties) {
  return (
    <>
      <h1>Monitor {model.name}</h1>
      <p class="lead">{model.description}.</p>
    </>
  );
}
