import type { Node } from "./nodes.ts";

/** A node's children in the order in which their text stands. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "ConstantNode":
    case "SymbolNode":
      return [];
    case "FunctionNode":
      return [node.fn, ...node.args];
    case "OperatorNode":
      // `10%` is 10 / 100, and only the 10 is written.
      return node.isPercentage ? node.args.slice(0, 1) : node.args;
    case "AssignmentNode":
      return node.index ? [node.object, node.index, node.value] : [node.object, node.value];
    case "FunctionAssignmentNode":
      return [node.expr];
    case "AccessorNode":
      return [node.object, node.index];
    case "IndexNode":
      return node.dimensions;
    case "ArrayNode":
      return node.items;
    case "ObjectNode":
      return Object.values(node.properties);
    case "RangeNode":
      return node.step ? [node.start, node.step, node.end] : [node.start, node.end];
    case "RelationalNode":
      return node.params;
    case "ConditionalNode":
      return [node.condition, node.trueExpr, node.falseExpr];
    case "ParenthesisNode":
      return [node.content];
    case "BlockNode":
      return node.blocks.map((block) => block.node);
  }
}

/** Whether a name occurs anywhere below (or as) the node. */
export function mentions(node: Node, name: string): boolean {
  return (node.type === "SymbolNode" && node.name === name) || childrenOf(node).some((child) => mentions(child, name));
}
