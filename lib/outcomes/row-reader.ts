import { entityIdOf } from '../entities/entity-id.ts';
import { parseId } from '../log/id.ts';
import type { SourceRow } from '../rows/row-source.ts';
import { separatorHint } from '../rows/separator-hint.ts';
import { type CellFinder, cellFinder } from './cell-finder.ts';
import { isEmpty, shown } from './cell-value.ts';
import { isToCome, parseTime } from './parse-time.ts';
import type { OutcomeRow, ReadRow, Subject } from './row.ts';
import { RowError } from './row-error.ts';
import type { MappedSource } from './source.ts';

type Cells = Readonly<Record<string, unknown>>;

/** Reads rows of a source as its mapping says. Rows that are wrong are rejections, not errors. */
export class RowReader {
  readonly #source: MappedSource;
  readonly #subject: CellFinder;
  readonly #outcome: CellFinder;
  readonly #predicted: CellFinder | undefined;
  readonly #model: CellFinder | undefined;
  readonly #time: CellFinder | undefined;

  /**
   * @param columns of all rows; undefined where each row has its own
   * @throws Error when the mapping names a column that the columns do not have; `predicted` and `time` may be missing
   */
  constructor(source: MappedSource, columns?: readonly string[] | undefined) {
    const { join, outcome, predicted, model, time } = source.mapping;
    const required = [join.column, outcome.column, ...(model === undefined ? [] : [model])];
    const absent = required.filter((name) => cellFinder(name, columns) === undefined);
    if (absent.length > 0) {
      const got = columns!.map((column) => JSON.stringify(column.slice(0, 60))).join(', ');
      throw new Error(
        `${source.name}: expected the columns ${absent.join(', ')} too, got ${got || 'none'}${separatorHint(columns)}`,
      );
    }
    const find = (name: string | undefined) => (name === undefined ? undefined : cellFinder(name, columns));
    this.#source = source;
    this.#subject = find(join.column)!;
    this.#outcome = find(outcome.column)!;
    this.#predicted = find(predicted);
    this.#model = find(model);
    this.#time = find(time?.column);
  }

  /** @param now milliseconds since the epoch */
  read(row: SourceRow, now: number): ReadRow {
    const { at } = row;
    try {
      if ('unreadable' in row) throw new RowError('invalid_row', row.unreadable);
      return this.#read(at, row.cells, now);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      const { reason, model, message } = error;
      return { at, model, reason, detail: message, retryable: false };
    }
  }

  #read(at: string, cells: Cells, now: number): ReadRow {
    const subject = this.#readSubject(cells);
    const model = this.#readModel(subject, cells);
    const actual = this.#meaning(this.#source.mapping.outcome.column, this.#outcome(cells), model);
    if (actual === null) return { at, pending: true };
    const row: OutcomeRow = { at, model, subject, actual };
    const claimed = this.#predicted?.(cells);
    const predicted = isEmpty(claimed)
      ? null
      : this.#meaning(this.#source.mapping.predicted!, claimed, model);
    if (predicted !== null) row.predicted = predicted;
    const observed = this.#observed(cells, model, now);
    if (observed !== undefined) row.observed = observed;
    return row;
  }

  #readSubject(cells: Cells): Subject {
    const { by, column } = this.#source.mapping.join;
    const value = this.#subject(cells);
    if (by === 'entity_id') {
      const entityId = entityIdOf(value);
      if (entityId !== undefined) return { entityId };
      throw new RowError('invalid_id', `${column}: expected the id of an entity, got ${shown(value)}`);
    }
    // Databases pad, and people leave spaces after commas.
    const predictionId = typeof value === 'string' ? value.trim() : '';
    const place = parseId(predictionId, 'predict');
    if (place) return { predictionId, place };
    throw new RowError(
      'invalid_id',
      `${column}: expected the prediction_id of an answer, got ${shown(value)}`,
    );
  }

  #readModel(subject: Subject, cells: Cells): string {
    const { models, mapping } = this.#source;
    const named = this.#model?.(cells);
    const only = models?.length === 1 ? models[0] : undefined;
    const model = 'place' in subject ? subject.place.model : isEmpty(named) ? only : String(named);
    if (model === undefined)
      throw new RowError('unknown_model', `${mapping.model}: expected a model, got nothing`);
    if (models && !models.includes(model))
      throw new RowError(
        'unknown_model',
        `expected a prediction of ${models.join(', ')}, got one of ${shown(model)}`,
      );
    if (isEmpty(named) || named === model) return model;
    const expected = `${model}, whose prediction it is`;
    throw new RowError('contradiction', `${mapping.model}: expected ${expected}, got ${shown(named)}`, model);
  }

  /** A class, as far as the mapping knows, or the value itself; null where it says that there is no outcome yet. */
  #meaning(column: string, value: unknown, model: string): unknown {
    const { classes } = this.#source.mapping.outcome;
    if (!classes && !isEmpty(value)) return value;
    const text = typeof value === 'object' && value !== null ? undefined : String(value ?? '');
    const label = text === undefined ? undefined : classes?.get(classes.has(text) ? text : text.trim());
    if (label !== undefined) return label;
    const expected = classes
      ? `one of ${[...classes.keys()].map((key) => JSON.stringify(key)).join(', ')}`
      : 'a class';
    throw new RowError('unknown_class', `${column}: expected ${expected}, got ${shown(value)}`, model);
  }

  #observed(cells: Cells, model: string, now: number): number | undefined {
    const value = this.#time?.(cells);
    if (isEmpty(value)) return undefined;
    const { column, unit } = this.#source.mapping.time!;
    const time = parseTime(value, unit);
    if (time !== undefined && !isToCome(time, now)) return time;
    const expected = unit === undefined ? 'a time such as 2026-11-21T07:30:00Z' : `${unit} since 1970`;
    throw new RowError(
      'invalid_row',
      `${column}: expected ${expected}, not to come, got ${shown(value)}`,
      model,
    );
  }
}
