/** The nodes of mathjs 15's expression tree, as far as this folder reads them. */
export type Node =
  | ConstantNode
  | SymbolNode
  | FunctionNode
  | OperatorNode
  | AssignmentNode
  | FunctionAssignmentNode
  | AccessorNode
  | IndexNode
  | ArrayNode
  | ObjectNode
  | RangeNode
  | RelationalNode
  | ConditionalNode
  | ParenthesisNode
  | BlockNode;

export interface ConstantNode {
  readonly type: "ConstantNode";
  readonly value: unknown;
}
export interface SymbolNode {
  readonly type: "SymbolNode";
  readonly name: string;
}
export interface FunctionNode {
  readonly type: "FunctionNode";
  readonly fn: Node;
  readonly args: readonly Node[];
  readonly optional: boolean;
}
export interface OperatorNode {
  readonly type: "OperatorNode";
  readonly op: string;
  readonly fn: string;
  readonly args: readonly Node[];
  readonly isPercentage: boolean;
}
export interface AssignmentNode {
  readonly type: "AssignmentNode";
  readonly object: SymbolNode | AccessorNode;
  readonly index: IndexNode | null;
  readonly value: Node;
}
export interface FunctionAssignmentNode {
  readonly type: "FunctionAssignmentNode";
  readonly name: string;
  readonly params: readonly string[];
  readonly expr: Node;
}
export interface AccessorNode {
  readonly type: "AccessorNode";
  readonly object: Node;
  readonly index: IndexNode;
  readonly optionalChaining: boolean;
}
export interface IndexNode {
  readonly type: "IndexNode";
  readonly dimensions: readonly Node[];
  readonly dotNotation: boolean;
  isObjectProperty(): boolean;
  getObjectProperty(): string;
}
export interface ArrayNode {
  readonly type: "ArrayNode";
  readonly items: readonly Node[];
}
export interface ObjectNode {
  readonly type: "ObjectNode";
  readonly properties: Readonly<Record<string, Node>>;
}
export interface RangeNode {
  readonly type: "RangeNode";
  readonly start: Node;
  readonly end: Node;
  readonly step: Node | null;
}
export interface RelationalNode {
  readonly type: "RelationalNode";
  readonly conditionals: readonly string[];
  readonly params: readonly Node[];
}
export interface ConditionalNode {
  readonly type: "ConditionalNode";
  readonly condition: Node;
  readonly trueExpr: Node;
  readonly falseExpr: Node;
}
export interface ParenthesisNode {
  readonly type: "ParenthesisNode";
  readonly content: Node;
}
export interface BlockNode {
  readonly type: "BlockNode";
  readonly blocks: readonly { readonly node: Node; readonly visible: boolean }[];
}
