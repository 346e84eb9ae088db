export { findChild, findChildren, findChildText, MalformedXml, type XmlNode } from './element';
export { readXmlDocument } from './read-xml';
