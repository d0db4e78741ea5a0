/** As in provisioning/datasources/. */
export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' };
/** Its name, by which panels of alerts refer to it. */
export const ALERTMANAGER = 'Alertmanager';
