/** Most groups that a job's results are kept for. */
const GROUPS = 512;

/** Tasks in a row that leave one result together, so that results take little memory however large the tensor. */
export interface Grouping {
  readonly groups: number;
  readonly tasks: number;
  readonly perGroup: number;
}

export function groupingOf(tasks: number): Grouping {
  const perGroup = Math.max(1, Math.ceil(tasks / GROUPS));
  return { tasks, perGroup, groups: Math.ceil(tasks / perGroup) };
}

/** The tasks of a group, in order. */
export function eachOfGroup({ tasks, perGroup }: Grouping, group: number, visit: (task: number) => void): void {
  for (let task = group * perGroup; task < Math.min(tasks, (group + 1) * perGroup); task++) visit(task);
}
