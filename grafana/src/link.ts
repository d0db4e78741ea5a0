import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

/** The dashboards and their titles, in the order in which they are linked. */
export const TITLES = {
  'driftgate-overview': 'Overview',
  'driftgate-serving': 'Serving',
  'driftgate-drift': 'Drift',
  'driftgate-performance': 'Performance',
  'driftgate-training': 'Training',
  'driftgate-churn': 'Churn (or any model)',
  'driftgate-accuracy': 'Monitoring model accuracy',
} as const;

export type DashboardUid = keyof typeof TITLES;

/** To the other dashboards in the same time range, and of the same model where this one is of a model. */
export const linksOf = (uid: DashboardUid, isOfModel: boolean): DashboardLinkBuilder[] =>
  (Object.entries(TITLES) as [DashboardUid, string][])
    .filter(([other]) => other !== uid)
    .map(([other, title]) =>
      new DashboardLinkBuilder(title)
        .type(DashboardLinkType.Link)
        .url(isOfModel ? `/d/${other}?\${model:queryparam}` : `/d/${other}`)
        .keepTime(true)
        .tooltip(title),
    );

/** What a click on a row leads to: a dashboard of its model. @param field - the column that has the model */
export const linkTo = (uid: DashboardUid, field: string): { title: string; url: string } => ({
  title: TITLES[uid],
  url: `/d/${uid}?var-model=\${__data.fields.${field}}&\${__url_time_range}`,
});
