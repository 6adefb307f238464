using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace StorageCourse.Tests.Notebooks;

/// <summary>The assemblies that the public and protected signatures of an assembly mention: what a compiler asks for where somebody uses it.</summary>
internal static class MentionedAssemblies
{
    private const TypeAttributes Visibility = TypeAttributes.VisibilityMask;

    /// <summary>Each with the first type that mentions it.</summary>
    public static IReadOnlyList<(string Assembly, string By)> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if (!IsVisible(type, metadata)) continue;
            var mentions = new Mentions(metadata);
            Visit(type, metadata, mentions);
            foreach (var assembly in mentions.Found) found.TryAdd(assembly, $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");
        }

        return [.. found.Select(pair => (pair.Key, pair.Value))];
    }

    // Properties and events are seen by their methods.
    private static void Visit(TypeDefinition type, MetadataReader metadata, Mentions mentions)
    {
        mentions.Add(type.BaseType);
        foreach (var handle in type.GetInterfaceImplementations()) mentions.Add(metadata.GetInterfaceImplementation(handle).Interface);
        Visit(type.GetGenericParameters(), metadata, mentions);
        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition).Where(field => IsVisible((MethodAttributes)field.Attributes)))
            field.DecodeSignature(mentions, null);
        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => IsVisible(method.Attributes)))
        {
            method.DecodeSignature(mentions, null);
            Visit(method.GetGenericParameters(), metadata, mentions);
        }
    }

    private static void Visit(GenericParameterHandleCollection parameters, MetadataReader metadata, Mentions mentions)
    {
        foreach (var constraint in parameters.SelectMany(parameter => metadata.GetGenericParameter(parameter).GetConstraints()))
            mentions.Add(metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private static bool IsVisible(TypeDefinition type, MetadataReader metadata) => (type.Attributes & Visibility) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(metadata.GetTypeDefinition(type.GetDeclaringType()), metadata),
        _ => false,
    };

    // Fields and methods say it with the same bits.
    private static bool IsVisible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    /// <summary>Collects; what it decodes to is of no use.</summary>
    private sealed class Mentions(MetadataReader metadata) : ISignatureTypeProvider<bool, object?>
    {
        public HashSet<string> Found { get; } = [];

        public void Add(EntityHandle type)
        {
            if (type.Kind == HandleKind.TypeReference) GetTypeFromReference(metadata, (TypeReferenceHandle)type, 0);
            else if (type.Kind == HandleKind.TypeSpecification) metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, null);
        }

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var scope = reader.GetTypeReference(handle).ResolutionScope;
            // A nested type's scope is the type around it.
            if (scope.Kind == HandleKind.TypeReference) return GetTypeFromReference(reader, (TypeReferenceHandle)scope, rawTypeKind);
            return scope.Kind == HandleKind.AssemblyReference && Found.Add(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name));
        }

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => false;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

        public bool GetArrayType(bool elementType, ArrayShape shape) => false;

        public bool GetSZArrayType(bool elementType) => false;

        public bool GetByReferenceType(bool elementType) => false;

        public bool GetPointerType(bool elementType) => false;

        public bool GetPinnedType(bool elementType) => false;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;
    }
}
