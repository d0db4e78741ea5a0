import type { ViewProperties } from '../../shell/view-properties.ts';

export function ReviewView({ model }: ViewProperties) {
  return (
    <>
      <h1>Review {model.name}</h1>
      <p class="lead">{model.description}.</p>
    </>
  );
}
