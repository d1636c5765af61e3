import { Kind } from 'graphql';
import type {
  ArgumentNode,
  ConstDirectiveNode,
  DefinitionNode,
  DirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  SelectionSetNode,
  TypeNode,
  ValueNode,
  VariableDefinitionNode,
} from 'graphql';

import { objectOf } from '../../shared/containers.ts';
import type { Value } from '../../shared/values.ts';

/** GraphQL documents as values, in the form of Go's gqlparser, which OPA's builtins give. Absent lists are left out. */
type Entry = [Value, Value];

const VALUE_KINDS: Readonly<Record<string, number>> = {
  [Kind.VARIABLE]: 0,
  [Kind.INT]: 1,
  [Kind.FLOAT]: 2,
  [Kind.STRING]: 3,
  [Kind.BOOLEAN]: 5,
  [Kind.NULL]: 6,
  [Kind.ENUM]: 7,
  [Kind.LIST]: 8,
  [Kind.OBJECT]: 9,
};

function list<T>(name: string, items: readonly T[] | undefined, show: (item: T) => Value): Entry[] {
  return items === undefined || items.length === 0 ? [] : [[name, items.map(show)]];
}

function rawOf(value: ValueNode): string {
  switch (value.kind) {
    case Kind.VARIABLE:
      return value.name.value;
    case Kind.NULL:
      return 'null';
    case Kind.LIST:
    case Kind.OBJECT:
      return '';
    default:
      return String(value.value);
  }
}

function valueOf(value: ValueNode): Value {
  const children: Value[] = [];
  if (value.kind === Kind.LIST)
    for (const item of value.values)
      children.push(
        objectOf([
          ['Name', ''],
          ['Value', valueOf(item)],
        ]),
      );
  if (value.kind === Kind.OBJECT) {
    for (const { name, value: item } of value.fields)
      children.push(
        objectOf([
          ['Name', name.value],
          ['Value', valueOf(item)],
        ]),
      );
  }
  const kind = value.kind === Kind.STRING && value.block === true ? 4 : (VALUE_KINDS[value.kind] ?? 0);
  return objectOf([
    ['Raw', rawOf(value)],
    ['Kind', kind],
    ['ExpectedTypeHasDefault', false],
    ...list('Children', children, (child) => child),
  ]);
}

function typeOf(type: TypeNode): Value {
  if (type.kind === Kind.NON_NULL_TYPE) return objectOf([...typeEntries(type.type), ['NonNull', true]]);
  return objectOf([...typeEntries(type), ['NonNull', false]]);
}

function typeEntries(type: Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }>): Entry[] {
  if (type.kind === Kind.NAMED_TYPE) return [['NamedType', type.name.value]];
  return [
    ['NamedType', ''],
    ['Elem', typeOf(type.type)],
  ];
}

function argument(node: ArgumentNode): Value {
  return objectOf([
    ['Name', node.name.value],
    ['Value', valueOf(node.value)],
  ]);
}

function directives(nodes: readonly (DirectiveNode | ConstDirectiveNode)[] | undefined): Entry[] {
  return list('Directives', nodes, (node) =>
    objectOf([['Name', node.name.value], ['Location', ''], ...list('Arguments', node.arguments, argument)]),
  );
}

function selections(set: SelectionSetNode | undefined): Entry[] {
  return list('SelectionSet', set?.selections, (node): Value => {
    switch (node.kind) {
      case Kind.FIELD: {
        const name = node.name.value;
        return objectOf([
          ['Alias', node.alias?.value ?? name],
          ['Name', name],
          ...list('Arguments', node.arguments, argument),
          ...directives(node.directives),
          ...selections(node.selectionSet),
        ]);
      }
      case Kind.FRAGMENT_SPREAD:
        return objectOf([['Name', node.name.value], ...directives(node.directives)]);
      default:
        return objectOf([
          ['TypeCondition', node.typeCondition?.name.value ?? ''],
          ...directives(node.directives),
          ...selections(node.selectionSet),
        ]);
    }
  });
}

function variable(node: VariableDefinitionNode): Value {
  const standard: Entry[] = node.defaultValue === undefined ? [] : [['DefaultValue', valueOf(node.defaultValue)]];
  return objectOf([
    ['Variable', node.variable.name.value],
    ['Type', typeOf(node.type)],
    ['Used', false],
    ...standard,
    ...directives(node.directives),
  ]);
}

/** The value of an executable document. */
export function queryValue(document: DocumentNode): Value {
  const operations: Value[] = [];
  const fragments: Value[] = [];
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) {
      operations.push(
        objectOf([
          ['Operation', node.operation],
          ['Name', node.name?.value ?? ''],
          ...list('VariableDefinitions', node.variableDefinitions, variable),
          ...directives(node.directives),
          ...selections(node.selectionSet),
        ]),
      );
    } else if (node.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.push(
        objectOf([
          ['Name', node.name.value],
          ['TypeCondition', node.typeCondition.name.value],
          ...list('VariableDefinition', node.variableDefinitions, variable),
          ...directives(node.directives),
          ...selections(node.selectionSet),
        ]),
      );
    }
  }
  return objectOf([...list('Operations', operations, (item) => item), ...list('Fragments', fragments, (item) => item)]);
}

function inputValue(node: InputValueDefinitionNode): Value {
  const standard: Entry[] = node.defaultValue === undefined ? [] : [['DefaultValue', valueOf(node.defaultValue)]];
  return objectOf([
    ['Description', node.description?.value ?? ''],
    ['Name', node.name.value],
    ['Type', typeOf(node.type)],
    ...standard,
    ...directives(node.directives),
  ]);
}

function fieldDefinition(node: FieldDefinitionNode): Value {
  return objectOf([
    ['Description', node.description?.value ?? ''],
    ['Name', node.name.value],
    ...list('Arguments', node.arguments, inputValue),
    ['Type', typeOf(node.type)],
    ...directives(node.directives),
  ]);
}

const DEFINITION_KINDS: Readonly<Record<string, string>> = {
  Scalar: 'SCALAR',
  Object: 'OBJECT',
  Interface: 'INTERFACE',
  Union: 'UNION',
  Enum: 'ENUM',
  InputObject: 'INPUT_OBJECT',
};

function definition(node: DefinitionNode): Value | undefined {
  const kind = DEFINITION_KINDS[node.kind.replace(/Type(?:Definition|Extension)$/, '')];
  if (kind === undefined || !('name' in node) || node.name === undefined) return undefined;
  const fields: Entry[] = [];
  if ('fields' in node) {
    const show = (field: FieldDefinitionNode | InputValueDefinitionNode): Value =>
      field.kind === Kind.FIELD_DEFINITION ? fieldDefinition(field) : inputValue(field);
    fields.push(
      ...list('Fields', node.fields as readonly (FieldDefinitionNode | InputValueDefinitionNode)[] | undefined, show),
    );
  }
  if ('interfaces' in node) fields.push(...list('Interfaces', node.interfaces, (item) => item.name.value));
  if ('types' in node) fields.push(...list('Types', node.types, (item) => item.name.value));
  if ('values' in node) {
    fields.push(
      ...list('EnumValues', node.values, (item) =>
        objectOf([
          ['Description', item.description?.value ?? ''],
          ['Name', item.name.value],
          ...directives(item.directives),
        ]),
      ),
    );
  }
  const description = 'description' in node ? (node.description?.value ?? '') : '';
  const used = 'directives' in node ? directives(node.directives) : [];
  return objectOf([
    ['Kind', kind],
    ['Description', description],
    ['Name', node.name.value],
    ['BuiltIn', false],
    ...fields,
    ...used,
  ]);
}

/** The value of a type system document. */
// oxlint-disable-next-line complexity -- one arm for each kind of definition
export function schemaValue(document: DocumentNode): Value {
  const groups: Record<string, Value[]> = {
    Schema: [],
    SchemaExtension: [],
    Directives: [],
    Definitions: [],
    Extensions: [],
  };
  for (const node of document.definitions) {
    if (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION) {
      const types = list('OperationTypes', node.operationTypes, (item) =>
        objectOf([
          ['Operation', item.operation],
          ['Type', item.type.name.value],
        ]),
      );
      const value = objectOf([
        ['Description', 'description' in node ? (node.description?.value ?? '') : ''],
        ...types,
        ...directives(node.directives),
      ]);
      groups[node.kind === Kind.SCHEMA_DEFINITION ? 'Schema' : 'SchemaExtension']?.push(value);
    } else if (node.kind === Kind.DIRECTIVE_DEFINITION) {
      groups['Directives']?.push(
        objectOf([
          ['Description', node.description?.value ?? ''],
          ['Name', node.name.value],
          ...list('Arguments', node.arguments, inputValue),
          ['Locations', node.locations.map((item) => item.value)],
          ['IsRepeatable', node.repeatable],
        ]),
      );
    } else {
      const value = definition(node);
      if (value !== undefined) groups[node.kind.endsWith('Extension') ? 'Extensions' : 'Definitions']?.push(value);
    }
  }
  return objectOf(Object.entries(groups).flatMap(([name, items]) => list(name, items, (item) => item)));
}
