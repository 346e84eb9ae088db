/** What the simulated phones read XML with: the reader that our own door reads what phones say with. */
export {
  BrokenXml,
  childOf,
  childrenOf,
  childText,
  readXml,
  type XmlElement,
} from '../lib/xml-reader';
