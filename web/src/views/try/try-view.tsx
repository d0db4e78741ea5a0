import type { ViewProperties } from '../../shell/view-properties.ts';

export function TryView({ model }: ViewProperties) {
  return (
    <>
      <h1>Try {model.name}</h1>
      <p class="lead">{model.description}.</p>
    </>
  );
}
