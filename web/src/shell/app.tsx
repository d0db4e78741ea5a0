import type { ComponentChild } from 'preact';
import { useEffect, useErrorBoundary, useRef } from 'preact/hooks';
import type { ModelSummary } from '../api/answers.ts';
import type { ApiClient } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Failure } from '../components/failure.tsx';
import { Waiting } from '../components/waiting.tsx';
import { formatRoute, type Route, type View } from '../route.ts';
import { MonitorView } from '../views/monitor/monitor-view.tsx';
import { ReviewView } from '../views/review/review-view.tsx';
import { TryView } from '../views/try/try-view.tsx';
import { Header } from './header.tsx';
import { UnknownModel } from './unknown-model.tsx';
import { UnreachableBanner } from './unreachable-banner.tsx';
import { UnsentNotice } from './unsent-notice.tsx';
import { useLeaving } from './use-leaving.ts';
import { useRoute } from './use-route.ts';
import type { ViewProperties } from './view-properties.ts';

const VIEW_OF: Readonly<Record<View, (properties: ViewProperties) => ComponentChild>> = {
  try: TryView,
  review: ReviewView,
  monitor: MonitorView,
};

/** Everything on the page: the header, whether the API answers, and the view that the address names. */
export function App({ api }: { api: ApiClient }) {
  const route = useRoute();
  const { answer, askAgain } = useAnswer(api, 'models', (signal) => api.models(signal));
  const models = answer.state === 'there' ? answer.value : [];
  const model = models.find(({ name, default: preferred }) =>
    route.model === undefined ? preferred : name === route.model,
  );
  const content = useFocusOnViewChange(route.view);
  useLeaving(api);
  useEffect(() => {
    document.title = model ? `${model.name}: ${route.view} – driftgate` : 'driftgate';
    // Its address is what somebody would send to somebody else, so it names the model.
    if (model && route.model === undefined) location.replace(formatRoute({ ...route, model: model.name }));
  }, [model, route.view, route.model]);
  return (
    <>
      <button type="button" class="skip" onClick={() => content.current?.focus()}>
        Skip to content
      </button>
      <Header route={route} models={models} />
      <UnreachableBanner reachability={api.reachability} onGone={() => content.current?.focus()} />
      <UnsentNotice outbox={api.outbox} view={route.view} />
      <main ref={content} tabIndex={-1} aria-label={route.view}>
        {answer.state === 'waiting' && <Waiting what="the models" />}
        {answer.state === 'failed' && (
          <>
            <h1>The models are not known</h1>
            <Failure error={answer.error} askAgain={askAgain} />
          </>
        )}
        {answer.state === 'there' && <Shown {...{ api, route, models, model }} />}
      </main>
    </>
  );
}

interface ShownProperties {
  api: ApiClient;
  route: Route;
  models: ModelSummary[];
  model: ModelSummary | undefined;
}

/** The view, made anew for each model: nothing of one model is left when another is chosen. */
function Shown({ api, route, models, model }: ShownProperties) {
  if (!model) return <UnknownModel {...{ route, models }} />;
  return <Chosen key={`${route.view} ${model.name}`} {...{ api, model }} view={route.view} />;
}

/** A view that fails, as over an answer that no page expects, takes nothing with it. */
function Chosen({ view, ...properties }: ViewProperties & { view: View }) {
  const [error] = useErrorBoundary();
  if (error instanceof Error) return <Failure error={error} askAgain={() => location.reload()} />;
  const Viewed = VIEW_OF[view];
  return <Viewed {...properties} />;
}

/** Whoever cannot see that the view changed is taken there; the first one is where reading begins anyway. */
function useFocusOnViewChange(view: View) {
  const content = useRef<HTMLElement>(null);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current !== view) content.current?.focus();
    shown.current = view;
  }, [view]);
  return content;
}
